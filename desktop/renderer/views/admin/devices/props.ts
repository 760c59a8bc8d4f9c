import type { ListedDevice } from '../../../../../api/auth/devices/contract.ts';
import type { AdminProps } from '../props.ts';

/** What the parts of the dialog of a workstation are given. */
export type DeviceDialogProps = AdminProps & {
  device: ListedDevice;
  /** What was done last. */
  done: string | undefined;
  /** Says what was done, and reads the list again. */
  onDone(what: string): Promise<void>;
};
