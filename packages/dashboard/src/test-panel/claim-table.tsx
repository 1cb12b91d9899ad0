import { Text } from "@mantine/core";
import { describeClaims } from "./claim-meaning.ts";
import classes from "./claim-table.module.css";

interface Properties {
  readonly title: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** One part of a token, each entry with what it means. */
export function ClaimTable({ title, claims }: Properties) {
  return (
    <div>
      <Text size="sm" fw={550} mb={4}>
        {title}
      </Text>
      <dl className={classes["list"]}>
        {describeClaims(claims).map(({ name, value, meaning }) => (
          <div key={name} className={classes["line"]}>
            <dt className={classes["name"]}>{name}</dt>
            <dd className={classes["value"]}>
              <span className={classes["text"]}>{value}</span>
              {meaning !== undefined && <span className={classes["meaning"]}>{meaning}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
