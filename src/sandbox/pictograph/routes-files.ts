import type { SandboxAnswer, SandboxRequest, SandboxRoute, StoredObjectSource } from '../core/types.js';
import { data, enumParameter, problem, Refusal, requiredParameter } from './answers.js';
import type { ModelRow, VersionRow } from './records.js';
import { contentTypeOf, fileRow, renderVersion, renderVersions, renderWeights } from './render.js';
import { modelOf } from './routes-models.js';
import type { PlayedServer } from './played-server.js';
import { DOWNLOAD_FORMATS } from './vocabulary.js';

/** How long a signed URL works (contract §5.1). */
const URL_LIFETIME_MS = 60 * 60_000;

/** Versions, files and downloads. */
export function fileRoutes(played: PlayedServer): readonly SandboxRoute[] {
  const shelf = new Shelf(played);
  const current: SandboxRoute = {
    method: 'GET',
    pattern: '/models/:model/download',
    handle: (request) => mintCurrent(played, shelf, request),
  };
  if (played.generation === 'B') return [current];
  return [
    current,
    {
      method: 'GET',
      pattern: '/models/:model/versions',
      handle: (request) => data(renderVersions(played, modelOf(played, request))),
    },
    {
      method: 'GET',
      pattern: '/models/:model/files',
      handle: (request) => data(renderManifest(played, modelOf(played, request))),
    },
    {
      method: 'GET',
      pattern: '/models/:model/files/download',
      handle: (request) => mintFile(played, shelf, request),
    },
  ];
}

/** The object store's shelf: each object is put there when its URL is first minted, and once only. */
class Shelf {
  readonly #played: PlayedServer;
  readonly #names = new Set<string>();

  constructor(played: PlayedServer) {
    this.#played = played;
  }

  sign(version: VersionRow, fileName: string, source: StoredObjectSource): string {
    const { storage } = this.#played;
    const name = `registry/${version.id}/${fileName}`;
    if (!this.#names.has(name)) storage.put(name, source);
    this.#names.add(name);
    return storage.sign(name, URL_LIFETIME_MS, 'goog').url;
  }
}

/** The current version's weights in one format (contract §5.4). */
function mintCurrent(played: PlayedServer, shelf: Shelf, request: SandboxRequest): SandboxAnswer {
  const model = modelOf(played, request);
  const format = enumParameter(request, 'format', DOWNLOAD_FORMATS) ?? 'onnx';
  const status = played.registry.statusOf(model);
  const version = played.registry.currentVersion(model);
  if (status !== 'ready' || version === null) throw notReady(played, `Model is ${status}`);
  const [weights, ...others] = version.weights.filter(({ file }) => file.format === format);
  if (weights === undefined) {
    throw new Refusal(problem(409, 'conflict', `This version was never built as ${format}`));
  }
  if (others.length > 0) {
    const names = version.weights.map(({ name }) => name).join(', ');
    throw new Refusal(problem(409, 'conflict', `Several builds exist: ${names}`));
  }
  return data({
    download_url: shelf.sign(version, weights.name, weights.file),
    model_name: model.name,
    filename: weights.name,
  });
}

/** One file of one version: a signed URL, or a data URL for what is generated from the model's own texts. */
function mintFile(played: PlayedServer, shelf: Shelf, request: SandboxRequest): SandboxAnswer {
  const model = modelOf(played, request);
  const versionId = requiredParameter(request, 'version_id');
  const name = requiredParameter(request, 'name');
  const version = model.versions.find(({ id }) => id === versionId);
  if (version === undefined) throw new Refusal(problem(404, 'not_found', 'No such version'));
  const weights = version.weights.find((each) => each.name === name);
  if (weights !== undefined) {
    const status = played.registry.versionStatus(version);
    if (model.isArchived || status !== 'ready') throw notReady(played, `Version is ${status}`);
    const url = shelf.sign(version, name, weights.file);
    return data({ download_url: url, filename: name, content_type: contentTypeOf(weights.file.format) });
  }
  const text = textFilesOf(model).find((file) => file.name === name);
  if (text === undefined) throw new Refusal(problem(404, 'not_found', 'No such file'));
  const contentType = contentTypeOf(text.format);
  const url =
    text.format === 'markdown'
      ? `data:${contentType};charset=utf-8,${encodeURIComponent(text.content)}`
      : shelf.sign(version, name, { load: () => Promise.resolve(Buffer.from(text.content)) });
  return data({ download_url: url, filename: name, content_type: contentType });
}

function renderManifest(played: PlayedServer, model: ModelRow): object {
  const { registry } = played;
  const versions = model.versions.toReversed();
  return {
    pinned_version_id: model.pinnedVersionId,
    versions: versions.map((version) => renderVersion(played, model, version)),
    files: versions.flatMap((version) => [
      ...(registry.versionStatus(version) === 'ready'
        ? version.weights.map((weights) => renderWeights(version, weights))
        : []),
      ...textFilesOf(model).map(({ name, kind, format, content }) =>
        fileRow(version, name, { kind, format, sizeBytes: Buffer.byteLength(content) }),
      ),
    ]),
  };
}

interface TextFile {
  readonly name: string;
  readonly kind: string;
  readonly format: string;
  readonly content: string;
}

/** Files of every version besides its weights. */
function textFilesOf(model: ModelRow): readonly TextFile[] {
  const config = { architecture: model.architecture, classes: model.classes, image_size: [640, 640] };
  const license = model.licenseText ?? `Licensed under ${model.licenseId}.\n`;
  return [
    { name: 'config.json', kind: 'config', format: 'json', content: `${JSON.stringify(config, null, 2)}\n` },
    { name: 'LICENSE.md', kind: 'license', format: 'markdown', content: license },
    { name: 'README.md', kind: 'readme', format: 'markdown', content: model.readme },
  ];
}

/** 409 on the older server, 400 on today's (contract §0). */
function notReady({ generation }: PlayedServer, message: string): Refusal {
  return new Refusal(
    generation === 'B' ? problem(409, 'conflict', message) : problem(400, 'validation_error', message),
  );
}
