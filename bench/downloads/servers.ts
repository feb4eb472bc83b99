import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PORT = 18_432;
const TLS_PORT = 18_433;
/** Of `limited`, on each connection. */
const LIMIT_BYTES_PER_SECOND = 20_000_000;

/** A server of one file. */
export interface Server {
  readonly origin: string;
  readonly url: string;
  stop(): Promise<void>;
}

/** A server that knows what it sent. */
export interface CountingServer extends Server {
  /** Since it was asked for last. */
  sentBytes(): Promise<number>;
}

/** Names in the directory of a run; the engine learns of the certificate when its process starts. */
export const CERTIFICATE_FILE = 'certificate.pem';
const KEY_FILE = 'key.pem';

/** Makes a certificate for 127.0.0.1 in this directory. */
export async function makeCertificate(directory: string): Promise<void> {
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', join(directory, KEY_FILE), '-out', join(directory, CERTIFICATE_FILE)];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const openssl = spawn('openssl', ['req', '-x509', '-days', '2', ...key, ...files, ...subject]);
  const [code] = await once(openssl, 'close');
  if (code !== 0) throw new Error('openssl made no certificate.');
}

/** How nginx serves the file. */
export type NginxKind = 'plain' | 'tls' | 'limited';

/** nginx, which sends the file with one worker process. `directory` has the certificate and is for its own files. */
export async function startNginx(path: string, kind: NginxKind, directory: string): Promise<Server> {
  const configuration = join(directory, 'nginx.conf');
  await writeFile(configuration, nginxConfiguration(path, directory));
  const nginx = spawn('nginx', ['-e', 'stderr', '-p', directory, '-c', configuration], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await once(nginx, 'spawn');
  await untilListening(TLS_PORT);
  const origin = kind === 'tls' ? `https://127.0.0.1:${TLS_PORT}` : `http://127.0.0.1:${PORT}`;
  return {
    origin,
    url: `${origin}/${kind === 'limited' ? 'limited' : 'object'}`,
    stop: async () => {
      nginx.kill();
      await once(nginx, 'exit');
    },
  };
}

/** Our own server, which cuts connections with this probability in each 8 MiB. */
export async function startFileServer(path: string, cutProbability: number): Promise<CountingServer> {
  const child = fork(new URL('file-server.ts', import.meta.url), [
    path,
    String(PORT),
    String(cutProbability),
  ]);
  await once(child, 'message');
  const origin = `http://127.0.0.1:${PORT}`;
  return {
    origin,
    url: `${origin}/object`,
    sentBytes: async () => {
      const answer: unknown = await (await fetch(`${origin}/stats`)).json();
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by our own server
      return (answer as { sentBytes: number }).sentBytes;
    },
    stop: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

function nginxConfiguration(path: string, directory: string): string {
  return `
    daemon off; worker_processes 1; pid ${directory}/nginx.pid; error_log stderr error;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    events { worker_connections 512; }
    http {
      access_log off; sendfile on; default_type application/octet-stream; keepalive_requests 100000;
      client_body_temp_path ${directory}/body; proxy_temp_path ${directory}/proxy;
      fastcgi_temp_path ${directory}/fastcgi; uwsgi_temp_path ${directory}/uwsgi; scgi_temp_path ${directory}/scgi;
      server {
        listen 127.0.0.1:${PORT}; listen 127.0.0.1:${TLS_PORT} ssl;
        ssl_certificate ${directory}/${CERTIFICATE_FILE}; ssl_certificate_key ${directory}/${KEY_FILE};
        location = /object { alias ${path}; }
        location = /limited { alias ${path}; limit_rate ${LIMIT_BYTES_PER_SECOND}; }
      }
    }`;
}

async function untilListening(port: number): Promise<void> {
  const deadlineMs = performance.now() + 5_000;
  while (!(await canConnect(port))) {
    if (performance.now() > deadlineMs) throw new Error('nginx does not listen.');
    await pause(20);
  }
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
