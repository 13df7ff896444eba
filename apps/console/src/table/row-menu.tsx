import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';

interface RowMenuProps {
  /** The button that was pressed: the menu opens there, and gives the focus back to it. */
  readonly button: HTMLElement;
  readonly label: string;
  readonly onClose: () => void;
  /** Items of a menu. */
  readonly children: ReactNode;
}

/** One menu for all rows of a table: a thousand rows have a button each, and nothing else. */
export function RowMenu({ button, label, onClose, children }: RowMenuProps) {
  const { left, top, width, height } = button.getBoundingClientRect();
  return (
    <Menu
      opened
      onClose={() => {
        onClose();
        button.focus({ preventScroll: true });
      }}
      position="bottom-end"
      width={290}
      withinPortal
      returnFocus={false}
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <span aria-hidden="true" style={{ position: 'fixed', left, top, width, height, pointerEvents: 'none' }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={label} style={{ maxHeight: '60dvh', overflowY: 'auto' }}>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
