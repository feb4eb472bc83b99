import { useId, useRef, type ReactNode } from 'react';

interface ConfirmButtonProps {
  readonly label: string;
  /** The question that is asked first. */
  readonly question: string;
  /** What cannot be undone. */
  readonly children: ReactNode;
  readonly disabled?: boolean;
  readonly onConfirm: () => void;
}

/** A button for what cannot be undone: it asks first. */
export function ConfirmButton({
  label,
  question,
  children,
  disabled = false,
  onConfirm,
}: ConfirmButtonProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = () => dialog.current?.close();
  const confirm = () => {
    close();
    onConfirm();
  };
  return (
    <>
      <button
        type="button"
        className="button danger"
        disabled={disabled}
        onClick={() => dialog.current?.showModal()}
      >
        {label}
      </button>
      <dialog ref={dialog} aria-labelledby={id} className="dialog">
        <h2 id={id}>{question}</h2>
        {children}
        <div className="buttons end">
          <button type="button" className="button" onClick={close}>
            Keep it
          </button>
          <button type="button" className="button danger solid" onClick={confirm}>
            {label}
          </button>
        </div>
      </dialog>
    </>
  );
}
