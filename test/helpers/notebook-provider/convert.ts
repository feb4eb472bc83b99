import type { JsonObject } from '../../../src/domain/common.js';
import type { ModelRecord } from '../../../src/domain/model.js';
import type { WireNotebook } from './wire.js';

/** A notebook as a model: a draft is still being trained. */
export function toModel(provider: string, notebook: WireNotebook): ModelRecord {
  return {
    provider,
    nativeId: notebook.id,
    name: notebook.title,
    description: null,
    status: ({ draft: 'TRAINING', published: 'READY', other: 'UNKNOWN' } as const)[notebook.state],
    statusReason: null,
    task: null,
    architecture: null,
    metrics: [],
    classes: [],
    visibility: null,
    owner: null,
    license: null,
    sourceUrl: null,
    paperUrl: null,
    tags: [],
    sizeBytes: null,
    createdAt: notebook.saved_at,
    updatedAt: null,
    listing: null,
    runtime: null,
    actions: [],
    deferred: [],
    raw: { ...notebook, saved_at: notebook.saved_at.toISOString() } as JsonObject,
  };
}
