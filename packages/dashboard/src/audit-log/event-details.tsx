import type { AuditEvent } from "@celitech-auth/contract";
import { Group, SimpleGrid, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Identifier } from "../elements/identifier.tsx";
import { LinkText } from "../elements/link-text.tsx";
import { describeUserAgent } from "../text/describe-user-agent.ts";
import { nameActor } from "../text/name-actor.ts";
import { describeAbsolute } from "../time/describe-time.ts";
import { compareFacts, type FactChange } from "./compare-facts.ts";
import classes from "./event-row.module.css";

/** The whole of an audit event: what was before and after, and where it came from. */
export function EventDetails({ event }: { readonly event: AuditEvent }) {
  const { at, address, user_agent, action, sequence, subject, actor } = event;
  return (
    <Stack gap="md">
      <FactTable event={event} />
      <SimpleGrid component="dl" cols={{ base: 1, xs: 2, lg: 3 }} spacing="sm" m={0}>
        <Detail name="When">{describeAbsolute(new Date(at))}</Detail>
        <Detail name="From">
          {address ?? unknownPlaceOf(action)}
          {user_agent !== null && (
            <Text span size="xs" c="dimmed" title={user_agent}>
              {` · ${describeUserAgent(user_agent)}`}
            </Text>
          )}
        </Detail>
        <Detail name="Action">{action}</Detail>
        <Detail name="By">
          <Identifier value={actor.id} what="id of who did it" />
        </Detail>
        {subject.id !== "" && (
          <Detail name="Subject">
            <Identifier value={subject.id} what="id of the subject" />
          </Detail>
        )}
        <Detail name="Place in the chain">
          {sequence === null ? "older than the chain" : sequence.toLocaleString("en")}
        </Detail>
      </SimpleGrid>
      <Group gap="md">
        {subject.id !== "" && (
          <Text size="sm">
            <LinkText to="/audit-log" search={{ subject: subject.id }}>
              All about this subject
            </LinkText>
          </Text>
        )}
        <Text size="sm">
          <LinkText to="/audit-log" search={{ actor: actor.id }}>
            All by {nameActor(actor, "within")}
          </LinkText>
        </Text>
      </Group>
    </Stack>
  );
}

/** Denials of more sources than are told apart are counted in one event, which has no address either. */
function unknownPlaceOf(action: string): string {
  return action.endsWith("denied") ? "many addresses" : "the machine of the service";
}

function Detail({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} size="sm" style={{ overflowWrap: "anywhere" }}>
        {children}
      </Text>
    </div>
  );
}

function FactTable({ event }: { readonly event: AuditEvent }) {
  const facts = compareFacts(event);
  if (facts.length === 0) return null;
  const isChange = facts.some(({ kind }) => kind !== "noted");
  return (
    <table className={classes["facts"]}>
      <thead>
        <tr>
          <th scope="col">What</th>
          {isChange && <th scope="col">Before</th>}
          <th scope="col">{isChange ? "After" : "Value"}</th>
        </tr>
      </thead>
      <tbody>
        {facts.map((fact) => (
          <FactRow key={fact.name} fact={fact} columns={isChange ? 2 : 1} />
        ))}
      </tbody>
    </table>
  );
}

function FactRow({ fact, columns }: { readonly fact: FactChange; readonly columns: number }) {
  const { name, kind, before, after } = fact;
  const isOne = kind === "noted" || kind === "same";
  return (
    <tr>
      <th scope="row">{name}</th>
      {isOne ? (
        <td colSpan={columns}>{after}</td>
      ) : (
        <>
          <td className={before === undefined ? undefined : classes["before"]}>{before}</td>
          <td className={after === undefined ? undefined : classes["after"]}>{after}</td>
        </>
      )}
    </tr>
  );
}
