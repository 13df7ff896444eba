import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

interface ActionButtonProps {
  /** Null: possible. Else why not, as a sentence: it is shown, and the button does nothing. */
  readonly refusal: string | null;
  readonly onClick: () => void;
  readonly icon?: ReactNode;
  readonly variant?: ButtonProps['variant'];
  readonly color?: string;
  readonly children: ReactNode;
}

/** A button that can say why it cannot be used; it keeps the focus, so that the reason is found by keyboard too. */
export function ActionButton({ refusal, onClick, icon, variant = 'default', color, children }: ActionButtonProps) {
  return (
    <Tooltip label={refusal} disabled={refusal === null}>
      <Button
        variant={variant}
        {...(color === undefined ? {} : { color })}
        leftSection={icon}
        data-disabled={refusal !== null || undefined}
        aria-disabled={refusal !== null}
        onClick={() => {
          if (refusal === null) onClick();
        }}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
