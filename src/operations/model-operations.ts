import type { ModelRecord } from '../domain/model.js';
import type { Ref } from '../domain/ref.js';
import { GatewayError, isGatewayError, withProvider } from '../errors/gateway-error.js';
import type {
  CallOptions,
  DeleteOutcome,
  ModelChanges,
  ModelWriter,
  ProviderAdapter,
  RuntimeControl,
} from '../providers/provider.js';
import { requireAdapter } from '../providers/require-adapter.js';

/** Changes to models at their providers. Each tells `onChanged`, so that nobody goes on seeing the state before it. */
export interface ModelOperations {
  /** Throws NOT_FOUND (no such provider), UNSUPPORTED (it cannot create) or INVALID_ARGUMENT. */
  create(
    provider: string,
    changes: ModelChanges & { readonly name: string },
    call: CallOptions,
  ): Promise<ModelRecord>;
  /** Throws NOT_FOUND, UNSUPPORTED, or INVALID_ARGUMENT for a field that the provider cannot change. */
  update(key: Ref, changes: ModelChanges, call: CallOptions): Promise<ModelRecord>;
  /** Throws NOT_FOUND or UNSUPPORTED. */
  remove(key: Ref, call: CallOptions): Promise<DeleteOutcome>;
  /** Throws NOT_FOUND, UNSUPPORTED, or NOT_READY when the model is not downloaded. */
  load(key: Ref, call: CallOptions): Promise<ModelRecord>;
  unload(key: Ref, call: CallOptions): Promise<ModelRecord>;
  /** The same operations, with no other providers than these. */
  within(adapters: Adapters): ModelOperations;
}

type Adapters = ReadonlyMap<string, ProviderAdapter>;

interface Dependencies {
  readonly adapters: Adapters;
  /** Called after every change that a provider has accepted, and after one whose fate is unknown. */
  readonly onChanged: (key: Ref) => void;
}

/** Makes the operations over the configured providers. */
export function createModelOperations({ adapters, onChanged }: Dependencies): ModelOperations {
  const adapterOf = (provider: string): ProviderAdapter => requireAdapter(adapters, provider);

  /** Runs one change. Also a failed one may have happened, so what is remembered of the provider is dropped anyway. */
  const change = async <T>(key: Ref, run: () => Promise<T | null>): Promise<T> => {
    try {
      const result = await run();
      if (result !== null) return result;
    } catch (error) {
      throw isGatewayError(error) ? withProvider(error, key.provider) : error;
    } finally {
      onChanged(key);
    }
    throw new GatewayError('NOT_FOUND', `${key.provider} has no model of this id or ref.`, {
      provider: key.provider,
    });
  };

  return {
    create: async (provider, changes, call) => {
      const writer = writerOf(adapterOf(provider), 'create models');
      if (writer.create === undefined) throw unsupported(provider, 'create models');
      checkFields(provider, writer, changes);
      const created = writer.create(changes, call);
      return change({ provider, nativeId: changes.name }, () => created);
    },
    update: async (key, changes, call) => {
      const writer = writerOf(adapterOf(key.provider), 'change models');
      checkFields(key.provider, writer, changes);
      return change(key, () => writer.update(key.nativeId, changes, call));
    },
    remove: async (key, call) => {
      const writer = writerOf(adapterOf(key.provider), 'delete models');
      return change(key, () => writer.remove(key.nativeId, call));
    },
    load: async (key, call) => {
      const runtime = runtimeOf(adapterOf(key.provider));
      return change(key, () => runtime.load(key.nativeId, call));
    },
    unload: async (key, call) => {
      const runtime = runtimeOf(adapterOf(key.provider));
      return change(key, () => runtime.unload(key.nativeId, call));
    },
    within: (visible) => createModelOperations({ adapters: visible, onChanged }),
  };
}

function writerOf(adapter: ProviderAdapter, action: string): ModelWriter {
  if (adapter.editing === undefined) throw unsupported(adapter.name, action);
  return adapter.editing;
}

function runtimeOf(adapter: ProviderAdapter): RuntimeControl {
  if (adapter.runtime === undefined) throw unsupported(adapter.name, 'load or unload models');
  return adapter.runtime;
}

function checkFields(provider: string, writer: Pick<ModelWriter, 'updatable'>, changes: ModelChanges): void {
  const updatable: ReadonlySet<string> = writer.updatable;
  const refused = Object.keys(changes).filter((field) => !updatable.has(field));
  if (refused.length === 0) return;
  throw new GatewayError(
    'INVALID_ARGUMENT',
    `${provider} cannot set ${refused.join(', ')}. It can set: ${[...updatable].join(', ')}.`,
    { provider },
  );
}

function unsupported(provider: string, action: string): GatewayError {
  return new GatewayError('UNSUPPORTED', `${provider} cannot ${action}; see Provider.capabilities.`, {
    provider,
  });
}
