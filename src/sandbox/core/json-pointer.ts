/**
 * A copy of a JSON document with the value at the pointer (RFC 6901) replaced, a member added, or with `-` an item
 * appended. `undefined` removes a member. A pointer to nowhere leaves the document as it is.
 */
export function setAtPointer(json: unknown, pointer: string, value: unknown): unknown {
  const [head, ...path] = pointer.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (head !== '') throw new SyntaxError(`A JSON pointer is empty or starts with "/": ${pointer}`);
  return replaceIn(json, path, value);
}

function replaceIn(json: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(json)) {
    const items: unknown[] = [...json];
    const index = key === '-' ? items.length : Number(key);
    const last = rest.length === 0 ? items.length : items.length - 1;
    if (!Number.isInteger(index) || index < 0 || index > last) return json;
    return [...items.slice(0, index), replaceIn(items[index], rest, value), ...items.slice(index + 1)];
  }
  if (typeof json !== 'object' || json === null) return json;
  const member: unknown = Reflect.get(json, key);
  return { ...json, [key]: replaceIn(member, rest, value) };
}
