import type { File } from '../../../../api/files/contract.ts';
import { api, Refused } from '../../live/api.ts';
import { Confirm } from '../parts/confirm.tsx';
import type { DialogProps } from '../props.ts';

/** Asks before a file is taken out of its message: unlike a message it cannot be had back. */
export function DeleteFile({
  preferences: { t },
  close,
  file,
}: Omit<DialogProps, 'state'> & { file: File }) {
  return (
    <Confirm
      t={t}
      title={t('files.delete-sure')}
      action={t('chat.delete')}
      onConfirm={() => deleteFile(file)}
      onClose={close}
    >
      <blockquote class="about">
        <bdi>{file.name}</bdi>
      </blockquote>
    </Confirm>
  );
}

/** Somebody else may have been faster. */
async function deleteFile({ id }: File): Promise<void> {
  try {
    await api.deleteFile(id);
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'not-found') throw error;
  }
}
