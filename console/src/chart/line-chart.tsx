import { useEffect, useEffectEvent, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { metric } from '../format/quantities.js';
import { chartOptions } from './chart-options.js';
import { useColourScheme } from './use-colour-scheme.js';

/** One measured value. */
export interface Point {
  readonly epoch: number;
  readonly value: number;
}

/** One curve. */
export interface Curve {
  readonly name: string;
  readonly points: readonly Point[];
  /** Points that stand out: the best one, or those that are compared. */
  readonly marked: readonly Point[];
}

interface LineChartProps {
  readonly title: string;
  readonly curves: readonly Curve[];
  /** What the chart shows, in words: for those who do not see it, and as its caption. */
  readonly summary: string;
}

/** Height of the plot, in CSS pixels. */
const HEIGHT = 190;

/** A metric over epochs, one curve for each run. */
export function LineChart({ title, curves, summary }: LineChartProps) {
  const [epochIndex, setEpochIndex] = useState<number | null>(null);
  const scheme = useColourScheme();
  const { epochs, columns } = tableOf(curves);
  return (
    <figure className="chart">
      <figcaption>
        <h3>{title}</h3>
        <p>{epochIndex === null ? summary : readout(curves, epochs[epochIndex])}</p>
      </figcaption>
      <Plot
        // Drawn anew when there is something else to draw, or in other colours.
        key={JSON.stringify([scheme, epochs, columns])}
        names={curves.map(({ name }) => name)}
        data={[epochs, ...columns]}
        onHover={setEpochIndex}
      />
    </figure>
  );
}

interface PlotProps {
  readonly names: readonly string[];
  /** The epochs, then two columns for each curve. */
  readonly data: readonly (readonly (number | null)[])[];
  readonly onHover: (epochIndex: number | null) => void;
}

/** What is drawn; it stays as it was made. Those who do not see it have the summary and the table of the checkpoints. */
function Plot({ names, data, onHover }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const draw = useEffectEvent((element: HTMLElement) => {
    const options = chartOptions({
      width: element.clientWidth,
      height: HEIGHT,
      names,
      onHover,
      root: element,
    });
    const [epochs = [], ...columns] = data.map((column) => [...column]);
    return new uPlot(options, [epochs.filter((epoch) => epoch !== null), ...columns], element);
  });
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const chart = draw(element);
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, []);
  return <div ref={place} className="plot" aria-hidden="true" />;
}

/** Columns for the chart: the epochs, then for each curve its values and the marked ones among them. */
function tableOf(curves: readonly Curve[]) {
  const epochs = [...new Set(curves.flatMap(({ points }) => points.map(({ epoch }) => epoch)))].sort(
    (a, b) => a - b,
  );
  const column = (points: readonly Point[]) => {
    const byEpoch = new Map(points.map(({ epoch, value }) => [epoch, value]));
    return epochs.map((epoch) => byEpoch.get(epoch) ?? null);
  };
  return { epochs, columns: curves.flatMap(({ points, marked }) => [column(points), column(marked)]) };
}

/** What stands under the pointer. */
function readout(curves: readonly Curve[], epoch: number | undefined): string {
  if (epoch === undefined) return '';
  const values = curves.flatMap(({ name, points }) => {
    const point = points.find((each) => each.epoch === epoch);
    return point === undefined
      ? []
      : [curves.length === 1 ? metric(point.value) : `${name} ${metric(point.value)}`];
  });
  return `Epoch ${epoch}: ${values.join(', ') || 'not measured'}`;
}
