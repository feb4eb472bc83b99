interface SelectProps {
  readonly label: string;
  readonly value: string;
  /** Values with what is shown for them; the empty value is no choice. */
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}

/** A choice of one, with its label above. */
export function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
