import type { ReactNode } from 'react';
import { bestBy, metricNames, valueOf } from '../api/goals.js';
import { DownloadButton } from '../downloads/download-button.js';
import { bytes, metric, day } from '../format/quantities.js';
import type { CheckpointRowWithDownloadFragment } from '../generated/graphql.js';
import { HiddenHeading, Table } from '../parts/table.js';
import { useBasket } from './basket.js';

interface CheckpointTableProps {
  readonly checkpoints: readonly CheckpointRowWithDownloadFragment[];
}

/** Checkpoints with their metrics, the best value of each marked; they can be downloaded and chosen for comparison. */
export function CheckpointTable({ checkpoints }: CheckpointTableProps) {
  const names = metricNames(checkpoints);
  const best = new Map(names.map((name) => [name, bestBy(checkpoints, name)?.id]));
  const head = (
    <>
      <HiddenHeading>Compare</HiddenHeading>
      <th scope="col">Name</th>
      {names.map((name) => (
        <th key={name} scope="col" className="number">
          {name}
        </th>
      ))}
      <th scope="col">Format</th>
      <th scope="col" className="number">
        Size
      </th>
      <th scope="col">Saved</th>
      <HiddenHeading>Download</HiddenHeading>
    </>
  );
  return (
    <Table label="Checkpoints" head={head}>
      {checkpoints.map((checkpoint) => (
        <CheckpointLine key={checkpoint.id} checkpoint={checkpoint}>
          {names.map((name) => (
            <MetricCell
              key={name}
              value={valueOf(checkpoint, name)}
              isBest={best.get(name) === checkpoint.id}
            />
          ))}
        </CheckpointLine>
      ))}
    </Table>
  );
}

interface CheckpointLineProps {
  readonly checkpoint: CheckpointRowWithDownloadFragment;
  /** Cells with its metrics. */
  readonly children: ReactNode;
}

function CheckpointLine({ checkpoint, children }: CheckpointLineProps) {
  const { id, name, format, sizeBytes, createdAt, downloadable, download } = checkpoint;
  const basket = useBasket();
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          aria-label={`Compare ${name}`}
          checked={basket.ids.includes(id)}
          onChange={() => basket.toggle(id)}
        />
      </td>
      <th scope="row">{name}</th>
      {children}
      <td>{format ?? '–'}</td>
      <td className="number nowrap">{sizeBytes === null ? '–' : bytes(sizeBytes)}</td>
      <td className="nowrap">{createdAt === null ? '–' : day(createdAt)}</td>
      <td className="number">
        <DownloadButton id={id} label={name} isPossible={downloadable} download={download} />
      </td>
    </tr>
  );
}

interface MetricCellProps {
  /** Null: was not measured. */
  readonly value: number | null;
  readonly isBest: boolean;
}

/** A metric's value; the best one of its kind says so to everybody. */
export function MetricCell({ value, isBest }: MetricCellProps) {
  return (
    <td className={`number ${isBest ? 'best' : ''}`}>
      {value === null ? '–' : metric(value)}
      {isBest && <span className="visually-hidden"> (best)</span>}
    </td>
  );
}
