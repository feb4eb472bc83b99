// Puts the schema, as one file, and the manifest of the documents beside the compiled client.
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';

const here = (path) => new URL(path, import.meta.url);
const names = (await readdir(here('../schema'))).filter((name) => name.endsWith('.graphql')).toSorted();
const parts = await Promise.all(names.map((name) => readFile(here(`../schema/${name}`), 'utf8')));
await writeFile(here('dist/schema.graphql'), parts.join('\n'));
await copyFile(here('generated/persisted-documents.json'), here('dist/persisted-documents.json'));
