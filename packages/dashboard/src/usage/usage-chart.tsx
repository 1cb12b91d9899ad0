import "uplot/dist/uPlot.min.css";
import type { Usage } from "@celitech-auth/contract";
import { useComputedColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useMemo, useRef, useState } from "react";
import uPlot from "uplot";
import { labelBucket } from "./bucket-label.ts";
import { type GatheredUsage, gatherBuckets } from "./gather-buckets.ts";
import classes from "./usage-chart.module.css";
import { PLOT_COLORS, PLOT_HEIGHT, plotData, plotOptions } from "./usage-plot.ts";
import { UsageSwatch } from "./usage-swatch.tsx";

interface Hover {
  readonly index: number;
  readonly left: number;
}

const BUCKET_WIDTH_MIN = 7;
/** Room for the names of two days. */
const TOOLTIP_WIDTH = 250;

/** Issued and denied requests over time as bars. It is a picture: a table beside it says the same. */
export function UsageChart({ usage, label }: { readonly usage: Usage; readonly label: string }) {
  const { ref, width } = useElementSize();
  const [hover, setHover] = useState<Hover>();
  const gathered = useMemo(
    () => gatherBuckets(usage, Math.max(12, Math.floor(width / BUCKET_WIDTH_MIN))),
    [usage, width],
  );
  return (
    <div className={classes.chart} ref={ref} role="img" aria-label={label}>
      {width > 0 && <Plot gathered={gathered} width={width} onHover={setHover} />}
      {hover !== undefined && <Tooltip gathered={gathered} hover={hover} width={width} />}
    </div>
  );
}

interface PlotProps {
  readonly gathered: GatheredUsage;
  readonly width: number;
  readonly onHover: (hover: Hover | undefined) => void;
}

function Plot({ gathered, width, onHover }: PlotProps) {
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const target = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (target.current === null) return;
    const options = plotOptions({ gathered, width, colors: PLOT_COLORS[scheme], onHover });
    const plot = new uPlot(options, plotData(gathered), target.current);
    return () => {
      plot.destroy();
      onHover(undefined);
    };
  }, [gathered, width, scheme, onHover]);
  return <div ref={target} style={{ height: PLOT_HEIGHT }} />;
}

function Tooltip({ gathered, hover, width }: { gathered: GatheredUsage; hover: Hover; width: number }) {
  const bucket = gathered.buckets[hover.index];
  if (bucket === undefined) return null;
  const isRight = hover.left + TOOLTIP_WIDTH + 16 > width;
  const left = isRight ? Math.max(0, hover.left - TOOLTIP_WIDTH - 12) : hover.left + 12;
  return (
    <div className={classes.tooltip} style={{ left, minWidth: TOOLTIP_WIDTH }} aria-hidden="true">
      <strong>{labelBucket(bucket.at, gathered.bucketSeconds)}</strong>
      <div>
        <UsageSwatch kind="issued" /> {bucket.issued.toLocaleString("en")} issued
      </div>
      <div>
        <UsageSwatch kind="denied" /> {bucket.denied.toLocaleString("en")} denied
      </div>
    </div>
  );
}
