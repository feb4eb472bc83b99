import type { NewVersion } from './bodies.js';
import { forbidden, nameTaken, notFound } from './answers.js';
import type { MarketData, MarketModel, MarketModelFields, MarketUser, MarketVersion } from './records.js';
import { compareKeys, type SortKey } from './paging.js';

/** Place of a model in the order of creation. */
export function creationKey(model: MarketModel): SortKey {
  return [model.createdMs, model.id];
}

/**
 * The marketplace's models while it runs. `viewer` is the token's user or null: private models exist for their owner
 * only. Methods throw the answer to a request that cannot be met (contract §5).
 */
export class MarketStore {
  /** In the order of creation; replaced, never changed in place. */
  #models: readonly MarketModel[];
  readonly #nowMs: () => number;
  readonly #newId: (name: string) => string;

  /** `newId` makes the id of a model that is created later. */
  constructor(data: MarketData, nowMs: () => number, newId: (name: string) => string) {
    this.#models = data.models.toSorted((a, b) => compareKeys(creationKey(a), creationKey(b)));
    this.#nowMs = nowMs;
    this.#newId = newId;
  }

  /** Models that everybody sees, in the order of creation. */
  publicModels(): readonly MarketModel[] {
    return this.#models.filter((model) => model.visibility === 'public');
  }

  /** Models that this viewer sees, in the order of creation. */
  visibleModels(viewer: MarketUser | null): readonly MarketModel[] {
    return this.#models.filter((model) => isVisible(model, viewer));
  }

  modelsOf(owner: MarketUser): readonly MarketModel[] {
    return this.#models.filter((model) => model.owner.id === owner.id);
  }

  model(owner: string, name: string, viewer: MarketUser | null): MarketModel {
    const found = this.#models.find((model) => model.owner.username === owner && model.name === name);
    if (found === undefined || !isVisible(found, viewer)) throw notFound();
    return found;
  }

  create(fields: MarketModelFields, owner: MarketUser): MarketModel {
    this.#refuseTaken(owner, fields.name);
    const model: MarketModel = {
      ...fields,
      id: this.#newId(`${owner.username}/${fields.name}/${this.#models.length}`),
      owner,
      createdMs: this.#nowMs(),
      updatedMs: null,
      predictionsCount: 0,
      versions: [],
      nextNumber: 1,
    };
    this.#models = [...this.#models, model].sort((a, b) => compareKeys(creationKey(a), creationKey(b)));
    return model;
  }

  update(model: MarketModel, fields: Partial<MarketModelFields>, viewer: MarketUser): MarketModel {
    refuseOthers(model, viewer);
    if (fields.name !== undefined && fields.name !== model.name) this.#refuseTaken(viewer, fields.name);
    return this.#replace({ ...model, ...fields, updatedMs: this.#nowMs() });
  }

  remove(model: MarketModel, viewer: MarketUser): void {
    refuseOthers(model, viewer);
    this.#models = this.#models.filter((other) => other.id !== model.id);
  }

  addVersion(model: MarketModel, fields: NewVersion, viewer: MarketUser): MarketVersion {
    refuseOthers(model, viewer);
    const version = { ...fields, number: model.nextNumber, createdMs: this.#nowMs() };
    const versions = [version, ...model.versions];
    this.#replace({ ...model, versions, nextNumber: model.nextNumber + 1, updatedMs: version.createdMs });
    return version;
  }

  removeVersion(model: MarketModel, version: MarketVersion, viewer: MarketUser): void {
    refuseOthers(model, viewer);
    this.#replace({ ...model, versions: model.versions.filter((other) => other !== version) });
  }

  #replace(model: MarketModel): MarketModel {
    this.#models = this.#models.map((other) => (other.id === model.id ? model : other));
    return model;
  }

  #refuseTaken(owner: MarketUser, name: string): void {
    if (this.modelsOf(owner).some((model) => model.name === name)) throw nameTaken();
  }
}

function isVisible(model: MarketModel, viewer: MarketUser | null): boolean {
  return model.visibility === 'public' || model.owner.id === viewer?.id;
}

function refuseOthers(model: MarketModel, viewer: MarketUser): void {
  if (model.owner.id !== viewer.id) throw forbidden();
}
