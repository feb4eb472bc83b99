import {
  VERIFICATIONS,
  type ArtifactOrigin,
  type ArtifactRecord,
  type Verification,
} from '../domain/download.js';
import { originKey } from './shelf.js';

/** The same bytes again: one more origin, and the stronger of both comparisons. */
export function withOrigin(
  artifact: ArtifactRecord,
  origin: ArtifactOrigin,
  verification: Verification,
): ArtifactRecord {
  const others = artifact.origins.filter((each) => originKey(each) !== originKey(origin));
  return {
    ...artifact,
    verification: stronger(artifact.verification, verification),
    origins: [...others, origin],
    lastUsedAt: new Date(),
  };
}

function stronger(one: Verification, other: Verification): Verification {
  return VERIFICATIONS.indexOf(one) <= VERIFICATIONS.indexOf(other) ? one : other;
}
