import { createHash } from 'node:crypto';
import type { ModelTask } from '../../domain/model.js';
import type { Catalog, Project, Random } from '../core/types.js';
import type { MarketData, MarketModel, MarketUser, MarketVersion } from './records.js';
import {
  CATEGORIES,
  CATEGORIES_OF_TASK,
  COMMUNITY,
  COMMUNITY_MODELS,
  HARDWARE,
  LICENSES,
  PRIVATE_MODELS,
  RELEASE_NOTES,
  schemasOf,
} from './vocabulary.js';

const DAY_MS = 86_400_000;

/** Whose token the sandbox accepts. */
const ACCOUNT_USERNAME = 'greenlab';

/** More versions than one page can hold (contract §2). */
const LONG_HISTORY = 57;

interface ModelSketch {
  readonly owner: MarketUser;
  readonly name: string;
  readonly description: string;
  readonly task: ModelTask;
  readonly visibility: 'private' | 'public';
  readonly createdMs: number;
}

/**
 * The marketplace as it starts: `catalog.size` public models, two of three made from the team's projects and the rest
 * by other people, and a few private ones.
 */
export function createMarketData(catalog: Catalog): MarketData {
  const random = catalog.random('market');
  const team = catalog.people.map(({ id, username, displayName }) =>
    userOf({ id, username, name: displayName, company: catalog.organization.name, location: null }, catalog),
  );
  const others = COMMUNITY.map(([username, name, company, location]) =>
    userOf({ id: catalog.uuid(`market user ${username}`), username, name, company, location }, catalog),
  );
  const account = team.find((user) => user.username === ACCOUNT_USERNAME);
  if (account === undefined) throw new Error(`The catalog has nobody called ${ACCOUNT_USERNAME}.`);

  const sketches = [
    ...publicSketches(catalog, { team, others, account }, random),
    ...privateSketches(account, catalog, random),
    ...others.slice(0, 1).flatMap((owner) => privateSketches(owner, catalog, random)),
  ];
  const models = sketches.map((sketch, index) => modelOf(sketch, index, catalog, random));
  return { account, users: [...team, ...others], hardware: HARDWARE, categories: CATEGORIES, models };
}

interface Users {
  readonly team: readonly MarketUser[];
  readonly others: readonly MarketUser[];
  readonly account: MarketUser;
}

function publicSketches(catalog: Catalog, users: Users, random: Random): readonly ModelSketch[] {
  const projects = catalog.projects.values();
  return Array.from({ length: catalog.size }, (_, index) => {
    const project = index % 3 === 2 ? undefined : projects.next().value;
    return project === undefined
      ? communitySketch(Math.floor(index / 3), users, catalog, random)
      : projectSketch(project, users);
  });
}

function projectSketch(project: Project, { team, account }: Users): ModelSketch {
  // The contract's example, greenlab/leaf-segmenter, exists whoever leads the project.
  const isExample = project.slug === 'leaf-segmenter';
  const leader = team.find((user) => user.id === project.owner.id) ?? account;
  return {
    owner: isExample ? account : leader,
    name: project.slug,
    description: project.description,
    task: project.task,
    visibility: 'public',
    createdMs: project.startedMs,
  };
}

function communitySketch(index: number, users: Users, catalog: Catalog, random: Random): ModelSketch {
  const [name, description, task] = COMMUNITY_MODELS[index] ?? random.pick(COMMUNITY_MODELS);
  return {
    owner: random.pick(users.others),
    // Later rounds through the list are somebody's fine-tunes of the same ideas.
    name: index < COMMUNITY_MODELS.length ? name : `${name}-ft${index}`,
    description,
    task,
    visibility: 'public',
    createdMs: daysAgo(catalog, 1 + random.next() * 600),
  };
}

function privateSketches(owner: MarketUser, catalog: Catalog, random: Random): readonly ModelSketch[] {
  return PRIVATE_MODELS.map(([name, description, task]) => {
    const createdMs = daysAgo(catalog, 1 + random.next() * 90);
    return { owner, name, description, task, visibility: 'private' as const, createdMs };
  });
}

function modelOf(sketch: ModelSketch, index: number, catalog: Catalog, random: Random): MarketModel {
  const id = catalog.uuid(`market model ${sketch.owner.username}/${sketch.name}`);
  const versions = versionsOf({ ...sketch, id }, index, catalog, random);
  const isPublished = sketch.visibility === 'public' && versions.length > 0;
  // A fifth of the published models was never run (contract §7, trap 5).
  const isUsed = isPublished && index % 5 !== 4;
  return {
    id,
    owner: sketch.owner,
    name: sketch.name,
    visibility: sketch.visibility,
    description: index % 11 === 10 ? null : sketch.description,
    overview:
      index % 4 === 3 ? null : `# ${sketch.name}\n\n${sketch.description}\n\nBy ${sketch.owner.username}.`,
    sourceUrl: index % 2 === 0 ? `https://code.example/${encodeURIComponent(sketch.name)}` : null,
    licenseUrl: index % 6 === 5 ? null : random.pick(LICENSES),
    paperUrl: index % 4 === 0 ? `https://papers.example/${1000 + index}` : null,
    hardware: random.pick(HARDWARE),
    categories: CATEGORIES.filter((category) => CATEGORIES_OF_TASK[sketch.task].includes(category.slug)),
    createdMs: sketch.createdMs,
    updatedMs: versions[0]?.createdMs ?? null,
    predictionsCount: isUsed ? random.integer(1, 40_000) : 0,
    versions,
    nextNumber: versions.length + 1,
  };
}

/** Newest first. */
function versionsOf(
  model: ModelSketch & { readonly id: string },
  index: number,
  catalog: Catalog,
  random: Random,
): readonly MarketVersion[] {
  const count = index === 0 ? LONG_HISTORY : index % 7 === 6 ? 0 : random.integer(1, 6);
  const stepMs = (catalog.epochMs - model.createdMs) / (count + 1);
  const schemas = schemasOf(model.task);
  return Array.from({ length: count }, (_, position) => {
    const number = count - position;
    return {
      number,
      releaseNotes: number === 1 ? 'First release.' : random.pick(RELEASE_NOTES),
      createdMs: Math.floor(model.createdMs + number * stepMs),
      digest: `sha256:${createHash('sha256').update(`${model.id} ${number}`).digest('hex')}`,
      schemas,
    };
  });
}

function userOf(
  user: Pick<MarketUser, 'id' | 'username' | 'name' | 'company' | 'location'>,
  catalog: Catalog,
): MarketUser {
  return {
    ...user,
    avatarUrl: `https://img.example/${user.username}.png`,
    bio: null,
    urls: user.company === null ? null : [`https://people.example/${user.username}`],
    createdMs: daysAgo(catalog, 700 + user.username.length),
  };
}

/** Whole milliseconds, some days before the sandbox was made. */
function daysAgo(catalog: Catalog, days: number): number {
  return Math.floor(catalog.epochMs - days * DAY_MS);
}
