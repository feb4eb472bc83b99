import type { MarketCategory, MarketHardware, MarketModel, MarketUser, MarketVersion } from './records.js';

/** RFC 3339 as the service writes it: no fraction, or microseconds (contract §1). */
function toTimestamp(ms: number): string {
  const [seconds = '', fraction] = new Date(ms).toISOString().slice(0, -1).split('.');
  return fraction === '000' ? `${seconds}Z` : `${seconds}.${fraction}000Z`;
}

/** A model in a list (contract §3.1). */
export function toListedModel(model: MarketModel) {
  const { owner, hardware } = model;
  return {
    id: model.id,
    name: model.name,
    created_at: toTimestamp(model.createdMs),
    visibility: model.visibility,
    description: model.description,
    updated_at: model.updatedMs === null ? null : toTimestamp(model.updatedMs),
    owner: { id: owner.id, username: owner.username, avatar_url: owner.avatarUrl },
    hardware: { identifier: hardware.identifier, name: hardware.name },
    predictions_count: model.predictionsCount,
    categories: model.categories.map(({ name, slug }) => ({ name, slug })),
  };
}

/** A model by itself. */
export function toModel(model: MarketModel) {
  const latest = model.versions[0];
  return {
    ...toListedModel(model),
    overview: model.overview,
    latest_version: latest === undefined ? null : toVersion(latest),
    source_url: model.sourceUrl,
    license_url: model.licenseUrl,
    paper_url: model.paperUrl,
  };
}

/** A version in a list (contract §3.2). */
export function toListedVersion(version: MarketVersion) {
  return {
    number: version.number,
    release_notes: version.releaseNotes,
    created_at: toTimestamp(version.createdMs),
    container_image_digest: version.digest,
  };
}

/** A version by itself. */
export function toVersion(version: MarketVersion) {
  return { ...toListedVersion(version), schemas: version.schemas };
}

export function toHardware(hardware: MarketHardware, createdMs: number) {
  return {
    identifier: hardware.identifier,
    name: hardware.name,
    gpus: hardware.gpus,
    cpus: hardware.cpus,
    ram_per_gpu_gb: hardware.ramPerGpuGb,
    ram_gb: hardware.ramGb,
    created_at: toTimestamp(createdMs),
  };
}

export function toCategory({ name, slug, description }: MarketCategory) {
  return { name, slug, description };
}

/** A user; single answers and lists are alike. */
export function toUser(user: MarketUser) {
  return {
    id: user.id,
    username: user.username,
    avatar_url: user.avatarUrl,
    name: user.name,
    bio: user.bio,
    urls: user.urls,
    location: user.location,
    company: user.company,
    created_at: toTimestamp(user.createdMs),
    updated_at: null,
  };
}
