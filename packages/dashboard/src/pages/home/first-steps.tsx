import type { Client } from "@celitech-auth/contract";
import { Button, Paper, Text, ThemeIcon, VisuallyHidden } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconCheck, IconCircleDashed } from "@tabler/icons-react";
import { LinkButton } from "../../elements/link-button.tsx";
import { Section } from "../../elements/section.tsx";
import classes from "./home.module.css";
import { type Step, stepsFor } from "./steps.ts";

/** What remains until everything runs; each step ticks itself. Gone when all are done, or when someone does not want it. */
export function FirstSteps({ clients }: { readonly clients: readonly Client[] }) {
  const [isHidden, setHidden] = useLocalStorage({ key: "celitech-auth-first-steps-hidden", defaultValue: false });
  const steps = stepsFor(clients);
  const [client] = clients;
  const done = steps.filter((step) => step.isDone).length;
  if (isHidden || client === undefined || done === steps.length) return null;
  return (
    <Section
      title="First steps"
      description={`${done} of ${steps.length} done`}
      actions={
        <Button variant="subtle" color="gray" size="xs" onClick={() => setHidden(true)}>
          Hide
        </Button>
      }
    >
      <Paper>
        <ol className={classes["lines"]}>
          {steps.map((step) => (
            <StepLine key={step.title} step={step} client={client} />
          ))}
        </ol>
      </Paper>
    </Section>
  );
}

function StepLine({ step, client }: { readonly step: Step; readonly client: Client }) {
  return (
    <li className={classes["line"]}>
      <ThemeIcon size={24} radius="xl" variant="light" color={step.isDone ? "green" : "gray"} aria-hidden>
        {step.isDone ? <IconCheck size={14} /> : <IconCircleDashed size={14} />}
      </ThemeIcon>
      <div className={classes["lineText"]}>
        <Text size="sm" fw={550} {...(step.isDone && { className: classes["done"] ?? "" })}>
          {step.title}
          <VisuallyHidden>{step.isDone ? " (done)" : " (to do)"}</VisuallyHidden>
        </Text>
        {!step.isDone && (
          <Text size="sm" c="dimmed">
            {step.text}
          </Text>
        )}
      </div>
      {!step.isDone && (
        <LinkButton
          to="/clients/$clientId"
          params={{ clientId: client.id }}
          search={{ tab: step.tab }}
          variant="default"
          size="xs"
        >
          {step.action}
        </LinkButton>
      )}
    </li>
  );
}
