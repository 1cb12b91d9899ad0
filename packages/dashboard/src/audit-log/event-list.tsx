import type { AuditEvent } from "@celitech-auth/contract";
import { Paper } from "@mantine/core";
import classes from "./event-row.module.css";
import { EventRow } from "./event-row.tsx";

/** Audit events, each of which opens to show what exactly changed. */
export function EventList({ events }: { readonly events: readonly AuditEvent[] }) {
  return (
    <Paper>
      <ul className={classes["list"]} aria-label="Events">
        {events.map((event) => (
          <EventRow key={event.id} event={event} />
        ))}
      </ul>
    </Paper>
  );
}
