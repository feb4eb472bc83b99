/** A list item as the marketplace sends it today (contract §3.1). */
export const thinModel = {
  id: '0b9d2c1e-6f5a-4f0e-9a51-6c7de1c0a001',
  name: 'leaf-segmenter',
  created_at: '2026-02-03T09:00:00Z',
  visibility: 'public',
  description: 'Outlines leaves in field photos.',
  updated_at: null,
  owner: {
    id: '5a1c7f52-0b44-4f8e-8c5b-2f7d3f9e0001',
    username: 'greenlab',
    avatar_url: 'https://img.example/g.png',
  },
  hardware: { identifier: 'cpu', name: 'CPU' },
  predictions_count: 41,
  categories: [{ name: 'Vision', slug: 'vision' }],
};

/** A list item of a version (contract §3.2). */
export const thinVersion = {
  number: 3,
  release_notes: 'Smaller weights.',
  created_at: '2026-03-01T10:00:00Z',
  container_image_digest: `sha256:${'a'.repeat(64)}`,
};

/** A version by itself. */
export const fullVersion = {
  ...thinVersion,
  schemas: { prediction: { input: { type: 'object' }, output: { type: 'string' } } },
};

/** A model by itself: the example of the contract. */
export const fullModel = {
  ...thinModel,
  overview: null,
  latest_version: fullVersion,
  source_url: null,
  license_url: 'https://lic.example/mit',
  paper_url: null,
};

/** A list item as clients of the generation 0.12 knew it (contract §7, trap 4). */
export const oldListedModel = {
  id: thinModel.id,
  name: thinModel.name,
  created_at: thinModel.created_at,
  visibility: 'private',
  description: null,
  updated_at: '2026-02-04T09:00:00.120000Z',
  owner: {
    ...thinModel.owner,
    name: 'Green Lab',
    bio: null,
    location: null,
    company: null,
    urls: null,
    created_at: '2025-01-01T00:00:00Z',
    updated_at: null,
  },
  hardware: thinModel.hardware,
  prediction_count: 40,
  latest_version: fullVersion,
  source_url: 'https://code.example/leaf',
  license_url: 'https://lic.example/mit',
  paper_url: null,
};

/** The envelope around items (contract §2). */
export function marketPage(items: readonly unknown[], nextCursor: string | null = null) {
  return {
    items,
    next_cursor: nextCursor,
    previous_cursor: null,
    next_url: nextCursor === null ? null : `https://elsewhere.example/v1/models?cursor=${nextCursor}`,
    previous_url: null,
  };
}
