import type { AuditEvent } from "@celitech-auth/contract";
import { Text, UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import { nameActor } from "../text/name-actor.ts";
import { describeAbsolute, describeRelative } from "../time/describe-time.ts";
import { useNow } from "../time/use-now.ts";
import { describeEvent } from "./describe-event.ts";
import { EventDetails } from "./event-details.tsx";
import classes from "./event-row.module.css";

/** One line of the audit log: who did what, from where and when. A click shows the rest. */
export function EventRow({ event }: { readonly event: AuditEvent }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const now = useNow();
  const at = new Date(event.at);
  return (
    <li className={classes["row"]}>
      <UnstyledButton
        className={classes["summary"] ?? ""}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <IconChevronRight size={16} className={classes["chevron"]} aria-hidden />
        <Sentence event={event} />
        <span className={classes["aside"]}>{placeOf(event)}</span>
        <time className={classes["when"]} dateTime={event.at} title={describeAbsolute(at)}>
          {describeRelative(at, now)}
        </time>
      </UnstyledButton>
      <div id={id} hidden={!isOpen} className={classes["details"]}>
        {isOpen && <EventDetails event={event} />}
      </div>
    </li>
  );
}

function Sentence({ event }: { readonly event: AuditEvent }) {
  return (
    <span className={classes["sentence"]}>
      <strong>{nameActor(event.actor, "start")}</strong>{" "}
      {describeEvent(event).map(({ text, isName }, index) =>
        isName ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence stay in their order.
          <Text span key={index} fw={550} inherit>
            {text}
          </Text>
        ) : (
          text
        ),
      )}
    </span>
  );
}

function placeOf({ organization_name, address }: AuditEvent): string {
  return [organization_name, address].filter((part) => part !== null).join(" · ");
}
