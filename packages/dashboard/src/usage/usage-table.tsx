import type { Usage } from "@celitech-auth/contract";
import { ScrollArea, Table } from "@mantine/core";
import { labelBucket } from "./bucket-label.ts";

/** The numbers of a usage chart, the newest first. */
export function UsageTable({ usage, caption }: { readonly usage: Usage; readonly caption: string }) {
  const { buckets, bucket_seconds } = usage;
  return (
    <ScrollArea.Autosize mah={320} viewportProps={{ tabIndex: 0, role: "region", "aria-label": caption }}>
      <Table stickyHeader verticalSpacing={6} captionSide="top">
        <Table.Caption>{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">When</Table.Th>
            <Table.Th scope="col" ta="right">
              Issued
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Denied
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {buckets.toReversed().map(({ at, issued, denied }) => (
            <Table.Tr key={at}>
              <Table.Th scope="row" fw={400}>
                {labelBucket(at, bucket_seconds)}
              </Table.Th>
              <Table.Td ta="right">{issued.toLocaleString("en")}</Table.Td>
              <Table.Td ta="right">{denied.toLocaleString("en")}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}
