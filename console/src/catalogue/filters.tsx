import { useEffect, useEffectEvent, useState } from 'react';
import { useProviders } from '../api/use-providers.js';
import { Select } from '../parts/select.js';
import { choices } from './criteria.js';

/** How long typing has to rest before it is searched for. */
const REST_MS = 250;

interface FiltersProps {
  readonly parameters: URLSearchParams;
  readonly onChange: (changes: Record<string, string>) => void;
}

/** What narrows and orders the catalogue. All of it is in the address. */
export function Filters({ parameters, onChange }: FiltersProps) {
  const { data } = useProviders();
  const providers = data?.data.providers.map(({ name }): readonly [string, string] => [name, name]) ?? [];
  const select = (name: string, label: string, options: readonly (readonly [string, string])[]) => (
    <Select
      label={label}
      value={parameters.get(name) ?? ''}
      options={options}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
  return (
    <search className="filters">
      <SearchField value={parameters.get('q') ?? ''} onChange={(q) => onChange({ q })} />
      {select('provider', 'Provider', [['', 'All providers'], ...providers])}
      {select('kind', 'Kind', choices.kind)}
      {select('task', 'Task', choices.task)}
      {select('status', 'Status', choices.status)}
      {select('available', 'Weights', choices.available)}
      <Select
        label="Order"
        value={parameters.get('sort') ?? 'newest'}
        options={choices.order}
        onChange={(value) => onChange({ sort: value === 'newest' ? '' : value })}
      />
    </search>
  );
}

interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Tells of what is typed once it rests. */
function SearchField({ value, onChange }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  // Somebody else has changed the address: back, or a link.
  if (value !== known) {
    setKnown(value);
    if (value !== typed.trim()) setTyped(value);
  }
  const search = useEffectEvent((text: string) => {
    if (text !== value) onChange(text);
  });
  useEffect(() => {
    const timer = setTimeout(() => search(typed.trim()), REST_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <label className="field grow">
      <span>Search</span>
      <input
        type="search"
        placeholder="Name or description"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
    </label>
  );
}
