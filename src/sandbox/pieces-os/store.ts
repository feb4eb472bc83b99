import type { SimulatedDownloads } from './downloads.js';
import { isLanguageModel, type StoredModel } from './records.js';
import { renderModel } from './render.js';

/** Why the runtime does not do what it was asked; it says so with 500 and this sentence as plain text. */
export class RuntimeFailure extends Error {}

export interface RuntimeStoreOptions {
  readonly models: readonly StoredModel[];
  readonly loadedIds: readonly string[];
  readonly downloads: SimulatedDownloads;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A new id for the `count`-th model that was created. */
  readonly newId: (count: number) => string;
  /** Called after each change of a model. */
  readonly onChange: (id: string, isDeleted: boolean) => void;
}

/** The runtime's models and what can be done with them. Methods throw {@link RuntimeFailure}. */
export class RuntimeStore {
  readonly #options: RuntimeStoreOptions;
  readonly #models: Map<string, StoredModel>;
  readonly #loaded: Set<string>;
  #createdCount = 0;

  constructor(options: RuntimeStoreOptions) {
    this.#options = options;
    this.#models = new Map(options.models.map((model) => [model.id, model]));
    this.#loaded = new Set(options.loadedIds);
  }

  get ids(): readonly string[] {
    return [...this.#models.keys()];
  }

  /** As it is sent; null when there is none. */
  render(id: string): object | null {
    const model = this.#models.get(id);
    if (model === undefined) return null;
    const live = { downloading: this.#options.downloads.isRunning(id), loaded: this.#loaded.has(id) };
    return renderModel(model, live, this.#options.now());
  }

  renderAll(): readonly (object | null)[] {
    return this.ids.map((id) => this.render(id));
  }

  /** Idempotent: files that are there stay, a fetch under way goes on. */
  startDownload(id: string): void {
    const model = this.#required(id);
    if (model.cloud) throw new RuntimeFailure('Model download failed.');
    if (model.downloaded !== true) this.#options.downloads.start(id);
    this.#options.onChange(id, false);
  }

  cancelDownload(id: string): void {
    this.#required(id);
    this.#options.downloads.cancel(id);
    this.#options.onChange(id, false);
  }

  completeDownload(id: string): void {
    const model = this.#models.get(id);
    if (model !== undefined) this.#replace({ ...model, downloaded: true });
  }

  load(id: string): void {
    const model = this.#required(id);
    if (model.cloud || model.downloaded !== true) throw new RuntimeFailure('Model load failed.');
    this.#loaded.add(id);
    this.#options.onChange(id, false);
  }

  unload(id: string): void {
    this.#required(id);
    this.#loaded.delete(id);
    this.#options.onChange(id, false);
  }

  unloadAll(): void {
    for (const id of this.#loaded) this.unload(id);
  }

  /** Replaces a custom model by the whole record that was sent. */
  update(model: StoredModel): void {
    if (this.#required(model.id).custom !== true) throw new RuntimeFailure('Model update failed.');
    this.#replace({ ...model, custom: true });
  }

  /** Gives the id of the new model, or of the one that is the same already. */
  create(seed: Omit<StoredModel, 'id'>): string {
    const twin = [...this.#models.values()].find(
      (model) => model.custom === true && model.name === seed.name && model.version === seed.version,
    );
    if (twin !== undefined) return twin.id;
    this.#createdCount += 1;
    const id = this.#options.newId(this.#createdCount);
    this.#replace({ ...seed, id, custom: true });
    return id;
  }

  remove(id: string): void {
    if (this.#required(id).custom !== true) throw new RuntimeFailure('Model delete failed.');
    this.#options.downloads.cancel(id);
    this.#loaded.delete(id);
    this.#models.delete(id);
    this.#options.onChange(id, true);
  }

  /** Drops the files of a language model; the entry stays. */
  removeCache(id: string): void {
    const model = this.#required(id);
    if (model.cloud || !isLanguageModel(model)) throw new RuntimeFailure('Model cache delete failed.');
    this.#loaded.delete(id);
    this.#replace({ ...model, downloaded: false });
  }

  #replace(model: StoredModel): void {
    this.#models.set(model.id, model);
    this.#options.onChange(model.id, false);
  }

  /** An unknown id cannot be told from a failure by the status of a POST. */
  #required(id: string): StoredModel {
    const model = this.#models.get(id);
    if (model === undefined) throw new RuntimeFailure('Model not found.');
    return model;
  }
}
