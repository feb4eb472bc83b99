/**
 * The same conversion, made once for each object that came. An answer whose bytes are those of the one before is the same
 * object (src/http/body-memory.ts), and so is one that is kept or shared: what was made of it serves again, and must
 * therefore never be changed. It is forgotten with the object.
 */
export function convertOnce<Input, Output>(convert: (input: Input) => Output): (input: Input) => Output {
  const known = new WeakMap<object, { readonly output: Output }>();
  return (input) => {
    if (typeof input !== 'object' || input === null) return convert(input);
    const found = known.get(input);
    if (found !== undefined) return found.output;
    const output = convert(input);
    known.set(input, { output });
    return output;
  };
}
