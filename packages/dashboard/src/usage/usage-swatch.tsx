import classes from "./usage-chart.module.css";

/** The mark of one kind of request in legends: issued ones are solid, denied ones hatched. */
export function UsageSwatch({ kind }: { readonly kind: "issued" | "denied" }) {
  return (
    <span className={kind === "issued" ? classes["swatch"] : `${classes["swatch"]} ${classes["denied"]}`} aria-hidden />
  );
}
