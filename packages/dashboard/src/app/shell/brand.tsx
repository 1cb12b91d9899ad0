import { Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import classes from "./brand.module.css";

/** The name of the product, which leads to the first page. */
export function Brand() {
  return (
    <Link to="/" className={classes["brand"]} aria-label="CELITECH Auth, first page">
      <Group gap={10} wrap="nowrap">
        <img src="/favicon.svg" alt="" width={24} height={24} />
        <Text span fw={620} size="sm">
          CELITECH <span className={classes["part"]}>Auth</span>
        </Text>
      </Group>
    </Link>
  );
}
