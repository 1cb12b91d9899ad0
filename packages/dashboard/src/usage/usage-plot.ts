import uPlot from "uplot";
import type { GatheredUsage } from "./gather-buckets.ts";

/** The colours of a chart in one theme. Blue and orange stay apart for colour-blind people; refusals are hatched besides. */
export interface PlotColors {
  readonly issued: string;
  readonly denied: string;
  readonly text: string;
  readonly grid: string;
}

export const PLOT_COLORS: Readonly<Record<"light" | "dark", PlotColors>> = {
  light: { issued: "#1c7ed6", denied: "#c2410c", text: "#5c636a", grid: "#e9ecef" },
  dark: { issued: "#4dabf7", denied: "#ffa94d", text: "#b0b4ba", grid: "#3b3b3b" },
};

export const PLOT_HEIGHT = 250;
const BAR_SHARE = 0.76;
const BAR_WIDTH_MAX = 36;
/** So that one refusal among thousands of tokens is still seen. */
const DENIED_HEIGHT_MIN = 4;
const AXIS_FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const INCREMENTS = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/** What uPlot draws: when each bucket begins, all requests (that the axis has room for them), the issued ones. */
export function plotData({ buckets }: GatheredUsage): uPlot.AlignedData {
  return [
    buckets.map(({ at }) => Date.parse(at) / 1_000),
    buckets.map(({ issued, denied }) => issued + denied),
    buckets.map(({ issued }) => issued),
  ];
}

export interface PlotRequest {
  readonly gathered: GatheredUsage;
  readonly width: number;
  readonly colors: PlotColors;
  readonly onHover: (hover: { readonly index: number; readonly left: number } | undefined) => void;
}

/** The options of a chart with a bar for each bucket: issued ones solid, denied ones hatched above them. */
export function plotOptions({ gathered, width, colors, onHover }: PlotRequest): uPlot.Options {
  const { buckets, bucketSeconds } = gathered;
  const starts = buckets.map(({ at }) => Date.parse(at) / 1_000);
  const first = starts[0] ?? 0;
  const end = (starts.at(-1) ?? 0) + bucketSeconds;
  const bars = uPlot.paths.bars?.({ size: [BAR_SHARE, BAR_WIDTH_MAX], align: 1, radius: [0.12, 0] });
  return {
    width,
    height: PLOT_HEIGHT,
    padding: [12, 20, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: true, range: () => [first, end] },
      y: { range: (_plot, _min, max) => [0, Math.max(4, (max ?? 0) * 1.1)] },
    },
    axes: [axisOfTime({ colors, bucketSeconds, end }), axisOfCounts(colors)],
    series: [{}, { paths: () => null, points: { show: false } }, issuedSeries(colors, bars)],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: false, y: false },
      dataIdx: (plot, _series, closest) => {
        const left = plot.cursor.left ?? -1;
        if (left < 0) return closest;
        const index = Math.floor((plot.posToVal(left, "x") - first) / bucketSeconds);
        return Math.min(buckets.length - 1, Math.max(0, index));
      },
    },
    hooks: {
      draw: [(plot) => drawDenied(plot, gathered, colors)],
      setCursor: [(plot) => onHover(hoverOf(plot))],
    },
  };
}

interface TimeAxis {
  readonly colors: PlotColors;
  readonly bucketSeconds: number;
  /** Seconds. */
  readonly end: number;
}

function issuedSeries(colors: PlotColors, paths: uPlot.Series.PathBuilder | undefined): uPlot.Series {
  const series: uPlot.Series = { fill: colors.issued, stroke: colors.issued, width: 0, points: { show: false } };
  return paths === undefined ? series : { ...series, paths };
}

function axisOfTime({ colors, bucketSeconds, end }: TimeAxis): uPlot.Axis {
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
  const isMidnight = (date: Date) => date.getHours() === 0 && date.getMinutes() === 0;
  return {
    stroke: colors.text,
    font: AXIS_FONT,
    size: 32,
    space: 64,
    grid: { show: false },
    ticks: { stroke: colors.grid, width: 1, size: 6 },
    values: (_plot, splits) =>
      splits.map((seconds) => {
        if (seconds >= end) return ""; // the day after the last one
        const date = new Date(seconds * 1_000);
        return bucketSeconds >= 86_400 || isMidnight(date) ? day.format(date) : time.format(date);
      }),
  };
}

function axisOfCounts(colors: PlotColors): uPlot.Axis {
  const compact = new Intl.NumberFormat("en", { notation: "compact" });
  return {
    stroke: colors.text,
    font: AXIS_FONT,
    size: 48,
    space: 44,
    incrs: INCREMENTS,
    grid: { stroke: colors.grid, width: 1 },
    ticks: { show: false },
    values: (_plot, splits) => splits.map((value) => compact.format(value)),
  };
}

function hoverOf(plot: uPlot): { readonly index: number; readonly left: number } | undefined {
  const { idx, left = -1 } = plot.cursor;
  if (idx === null || idx === undefined || left < 0) return undefined;
  return { index: idx, left: left + plot.over.offsetLeft };
}

function drawDenied(plot: uPlot, { buckets, bucketSeconds }: GatheredUsage, colors: PlotColors): void {
  const { ctx } = plot;
  const ratio = uPlot.pxRatio;
  const pattern = hatch(ctx, colors.denied, ratio);
  ctx.save();
  for (const { at, issued, denied } of buckets) {
    if (denied === 0) continue;
    const start = Date.parse(at) / 1_000;
    const left = plot.valToPos(start, "x", true);
    const share = (plot.valToPos(start + bucketSeconds, "x", true) - left) * BAR_SHARE;
    const width = Math.max(2 * ratio, Math.min(share, BAR_WIDTH_MAX * ratio));
    const bottom = plot.valToPos(issued, "y", true);
    const top = Math.min(plot.valToPos(issued + denied, "y", true), bottom - DENIED_HEIGHT_MIN * ratio);
    ctx.fillStyle = pattern;
    ctx.fillRect(left, top, width, bottom - top);
    ctx.strokeStyle = colors.denied;
    ctx.lineWidth = ratio;
    ctx.strokeRect(
      left + ratio / 2,
      top + ratio / 2,
      Math.max(ratio, width - ratio),
      Math.max(ratio, bottom - top - ratio),
    );
  }
  ctx.restore();
}

function hatch(context: CanvasRenderingContext2D, color: string, ratio: number): CanvasPattern | string {
  const size = 6 * ratio;
  const tile = document.createElement("canvas");
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext("2d");
  if (pen === null) return color;
  pen.strokeStyle = color;
  pen.lineWidth = 2 * ratio;
  pen.beginPath();
  for (const offset of [-size, 0, size]) {
    pen.moveTo(offset, size);
    pen.lineTo(offset + size, 0);
  }
  pen.stroke();
  return context.createPattern(tile, "repeat") ?? color;
}
