import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
  type Context,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import type { CallTrace } from '../http/call-trace.js';
import type { Logger } from './logger.js';

/** How long the collector may take for a batch of spans, with retries; a gateway that stops waits so long at most. */
const EXPORT_TIMEOUT_MS = 2_000;

/** The spans of one GraphQL operation. */
export interface OperationTrace {
  /** For the calls that it causes. */
  readonly calls: CallTrace;
  /** Its type and name are known. Names are the clients' own words. */
  named(type: string, name: string | null): void;
  /** It has ended, with errors of these codes. */
  end(codes: readonly string[]): void;
}

/** Sends spans to a collector. docs/operations.md lists them. */
export interface Tracing {
  /** `traceparent` is the caller's header (W3C Trace Context), if it came; one that cannot be read counts as none. */
  operation(traceparent: string | undefined): OperationTrace;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** Opens the way to a collector that speaks OTLP over HTTP, at this base URL. A collector that is down costs spans, no answers. */
export function openTracing(endpoint: string, log: Logger): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/u, '')}/v1/traces`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  // Not registered for the whole process: contexts are handed on explicitly.
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'modelgate' }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('modelgate');
  return {
    operation: (traceparent) => startOperation(tracer, contextOf(traceparent)),
    close: () =>
      provider
        .shutdown()
        .catch((error: unknown) => log.warn({ err: error }, 'The last spans were not taken')),
  };
}

function startOperation(tracer: Tracer, parent: Context): OperationTrace {
  const span = tracer.startSpan('graphql', { kind: SpanKind.SERVER }, parent);
  const context = trace.setSpan(parent, span);
  return {
    calls: { begin: (call) => startCall(tracer, context, call) },
    named: (type, name) => {
      span.updateName(name === null ? `graphql ${type}` : `graphql ${type} ${name}`);
      span.setAttribute('graphql.operation.type', type);
      if (name !== null) span.setAttribute('graphql.operation.name', name);
    },
    end: (codes) => {
      if (codes.length > 0) span.setAttribute('modelgate.error.codes', [...codes]);
      if (codes.includes('INTERNAL')) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

function startCall(
  tracer: Tracer,
  context: Context,
  { provider, method }: Parameters<CallTrace['begin']>[0],
): ReturnType<CallTrace['begin']> {
  const attributes = { 'modelgate.provider': provider, 'http.request.method': method };
  const span = tracer.startSpan(`${method} ${provider}`, { kind: SpanKind.CLIENT, attributes }, context);
  return {
    traceparent: encodeTraceparent(span.spanContext()),
    end: (failure) => {
      if (failure !== null) {
        span.setAttribute('error.type', failure);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    },
  };
}

/** W3C Trace Context, section 3.2: version, trace id, parent id, flags. */
const TRACEPARENT =
  /^00-(?<traceId>(?!0{32})[0-9a-f]{32})-(?<spanId>(?!0{16})[0-9a-f]{16})-(?<flags>[0-9a-f]{2})$/u;

function contextOf(traceparent: string | undefined): Context {
  const { traceId, spanId, flags } = TRACEPARENT.exec(traceparent ?? '')?.groups ?? {};
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const isSampled = (Number.parseInt(flags, 16) & TraceFlags.SAMPLED) !== 0;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

function encodeTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
