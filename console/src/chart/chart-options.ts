import type uPlot from 'uplot';

interface ChartRequest {
  readonly width: number;
  readonly height: number;
  /** Names of the curves. */
  readonly names: readonly string[];
  /** Told of the epoch under the pointer by its place among the epochs; null: the pointer is elsewhere. */
  readonly onHover: (index: number | null) => void;
  /** Where the colours are read from. */
  readonly root: HTMLElement;
}

/** How many colours the style sheet has for curves. */
const COLOURS = 6;

/** How a chart looks and behaves. Its colours are the style sheet's. */
export function chartOptions({ width, height, names, onHover, root }: ChartRequest): uPlot.Options {
  const style = getComputedStyle(root);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = `11px ${style.fontFamily}`;
  const axis: uPlot.Axis = {
    stroke: colour('--text-muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font,
  };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: false } },
    padding: [10, 8, 0, 0],
    axes: [
      { ...axis, grid: { show: false }, size: 26, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000] },
      { ...axis, size: 46 },
    ],
    series: [
      {},
      ...names.flatMap((name, index) =>
        curveSeries(name, colour(`--curve-${(index % COLOURS) + 1}`), colour('--surface')),
      ),
    ],
    hooks: { setCursor: [({ cursor }) => onHover(cursor.idx ?? null)] },
  };
}

/** A curve, and the points of it that stand out. */
function curveSeries(label: string, stroke: string, surface: string): readonly uPlot.Series[] {
  return [
    { label, stroke, width: 2, spanGaps: true, points: { show: false } },
    {
      label: `${label}, marked`,
      stroke,
      width: 0,
      points: { show: true, size: 10, width: 2.5, stroke, fill: surface },
    },
  ];
}
