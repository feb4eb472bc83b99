// Puts the schema, as one file, and the manifest of the documents beside the compiled client, and tells bundlers that
// documents nobody uses can be left out.
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';

const here = (path) => new URL(path, import.meta.url);
const names = (await readdir(here('../schema'))).filter((name) => name.endsWith('.graphql')).toSorted();
const parts = await Promise.all(names.map((name) => readFile(here(`../schema/${name}`), 'utf8')));
await writeFile(here('dist/schema.graphql'), parts.join('\n'));
const documents = here('dist/generated/graphql.js');
const code = await readFile(documents, 'utf8');
await writeFile(documents, code.replaceAll(/= (?=new TypedDocumentString\()/gu, '= /*#__PURE__*/ '));
await copyFile(here('generated/persisted-documents.json'), here('dist/persisted-documents.json'));
