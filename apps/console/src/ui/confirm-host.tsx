import { Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSignal } from '../api/signal.ts';
import { useText } from '../i18n/i18n.ts';
import { type Asked, asked } from './confirm.ts';

/** More names than this are counted: nobody reads a hundred. */
const namesShown = 8;

/** Shows the question that `confirm` asks. */
export function ConfirmHost() {
  const t = useText();
  const question = useSignal(asked);
  return (
    <Modal
      opened={question !== undefined}
      onClose={() => question?.answer(false)}
      title={<Text fw={650}>{question?.title}</Text>}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      {question === undefined ? null : <Answer question={question} />}
    </Modal>
  );
}

function Answer({ question }: { readonly question: Asked }) {
  const t = useText();
  const [typed, setTyped] = useState('');
  const { loses = [], answer } = question;
  const ready = question.typed === undefined || typed.trim() === question.typed;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) answer(true);
      }}
    >
      <Stack>
        <Text size="sm" component="div">
          {question.body}
        </Text>
        {loses.length === 0 ? null : (
          <div>
            <Text size="sm" fw={600}>
              {t('forms.loses')}
            </Text>
            <List size="sm">
              {loses.slice(0, namesShown).map((name) => (
                <List.Item key={name}>{name}</List.Item>
              ))}
              {loses.length > namesShown ? <List.Item>+ {loses.length - namesShown}</List.Item> : null}
            </List>
          </div>
        )}
        {question.typed === undefined ? null : (
          <TextInput
            label={t('forms.typeToConfirm', { text: question.typed })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => answer(false)}>
            {t(question.action === undefined ? 'shell.close' : 'shell.cancel')}
          </Button>
          {question.action === undefined ? null : (
            <Button type="submit" color={question.dangerous === true ? 'red.8' : 'sea'} disabled={!ready}>
              {question.action}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
