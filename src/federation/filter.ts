import type { MetricRange, ModelFilter, RunFilter } from '../domain/listing.js';
import type { ModelRecord } from '../domain/model.js';
import type { RunRecord } from '../domain/run.js';

/**
 * The conditions of a filter as pure checks. They are made whatever the provider has filtered already: its own
 * comparison may be looser than ours. `providers` and `kinds` choose adapters and are not looked at here.
 */

/** Conditions on fields that no list defers. */
export function matchesModel(model: ModelRecord, filter: ModelFilter): boolean {
  return (
    isOneOf(model.task, filter.task) &&
    isOneOf(model.runtime?.state ?? null, filter.runtimeState) &&
    (filter.owner === null || equalsFolded(model.owner?.username ?? null, filter.owner)) &&
    (filter.visibility === null || model.visibility === filter.visibility) &&
    (filter.nameEquals === null || model.name === filter.nameEquals) &&
    containsFolded(model.name, filter.nameContains) &&
    isBetween(model.createdAt, filter.createdAfter, filter.createdBefore)
  );
}

/** Conditions on fields that a list may defer; true only of a record in which they are complete. */
export function matchesCompletedModel(model: ModelRecord, filter: ModelFilter): boolean {
  const categories = model.listing?.categories ?? [];
  return (
    isOneOf(model.status, filter.status) &&
    (filter.downloadable === null || model.actions.includes('DOWNLOAD') === filter.downloadable) &&
    filter.metric.every((range) => isInRange(metricOf(model, range.name), range)) &&
    (isOpen(filter.category) || categories.some((category) => isOneOf(category.slug, filter.category)))
  );
}

export function matchesRun(run: RunRecord, filter: RunFilter): boolean {
  return (
    isOneOf(run.status, filter.status) &&
    (filter.nameEquals === null || run.name === filter.nameEquals) &&
    containsFolded(run.name, filter.nameContains) &&
    isBetween(run.createdAt, filter.createdAfter, filter.createdBefore)
  );
}

/** Value of a model's metric; null where it has none of that name. */
export function metricOf(model: ModelRecord, name: string): number | null {
  return model.metrics.find((metric) => metric.name === name)?.value ?? null;
}

/** The words of a search text, folded as {@link matchesWords} needs them. */
export function searchWords(search: string | null): readonly string[] {
  return fold(search ?? '')
    .split(/\s+/u)
    .filter((word) => word !== '');
}

/** Whether every word occurs somewhere in what people read of a model. */
export function matchesWords(model: ModelRecord, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = fold(
    [
      model.name,
      model.description ?? '',
      model.architecture ?? '',
      model.owner?.username ?? '',
      model.owner?.displayName ?? '',
      ...model.tags,
      ...model.classes.map((label) => label.name),
    ].join('\n'),
  );
  return words.every((word) => text.includes(word));
}

/** Whether a condition with several allowed values is none: null or empty. */
export function isOpen(allowed: readonly unknown[] | null): boolean {
  return allowed === null || allowed.length === 0;
}

function isOneOf(value: string | null, allowed: readonly string[] | null): boolean {
  if (allowed === null || allowed.length === 0) return true;
  return value !== null && allowed.includes(value);
}

function isInRange(value: number | null, range: MetricRange): boolean {
  if (value === null) return false;
  return (range.gte === null || value >= range.gte) && (range.lte === null || value <= range.lte);
}

/** Both bounds are exclusive. A record without a date is in no bounded interval. */
function isBetween(date: Date | null, after: Date | null, before: Date | null): boolean {
  if (after === null && before === null) return true;
  return date !== null && (after === null || date > after) && (before === null || date < before);
}

function equalsFolded(value: string | null, wanted: string): boolean {
  return value !== null && fold(value) === fold(wanted);
}

function containsFolded(value: string | null, part: string | null): boolean {
  return part === null || (value !== null && fold(value).includes(fold(part)));
}

/** NFKC makes full-width and composed spellings of the same letters equal. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
