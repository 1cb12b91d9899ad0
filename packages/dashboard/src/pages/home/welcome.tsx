import { Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { LinkButton } from "../../elements/link-button.tsx";
import classes from "./home.module.css";

const STEPS = [
  { title: "Create a client", text: "A name is enough. You get a client id and a secret." },
  { title: "See a token", text: "Try the secret here, and look at what is in the token." },
  { title: "Use it in your code", text: "Copy a snippet for your language, with your client id in it." },
] as const;

/** Before there is any client. */
export function Welcome({ mayCreate }: { readonly mayCreate: boolean }) {
  return (
    <Paper className={classes["welcome"]}>
      <Stack gap="lg" align="flex-start">
        <div>
          <Title order={2}>{mayCreate ? "Your first token, in a minute" : "There are no clients yet"}</Title>
          <Text c="dimmed" size="sm" mt={4} maw={560}>
            {mayCreate
              ? "Your application exchanges a client id and a secret for tokens, and sends a token with each call of the API."
              : "A developer or owner of your organization can create the first one. You will see here how it does."}
          </Text>
        </div>
        <SimpleGrid component="ol" cols={{ base: 1, sm: 3 }} spacing="lg" className={classes["steps"] ?? ""}>
          {STEPS.map(({ title, text }, index) => (
            <li key={title}>
              <span className={classes["number"]} aria-hidden>
                {index + 1}
              </span>
              <Text fw={550} size="sm" mt={8}>
                {title}
              </Text>
              <Text size="sm" c="dimmed">
                {text}
              </Text>
            </li>
          ))}
        </SimpleGrid>
        {mayCreate && <LinkButton to="/clients/new">Create your first client</LinkButton>}
      </Stack>
    </Paper>
  );
}
