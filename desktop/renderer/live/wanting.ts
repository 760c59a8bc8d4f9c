import type { ChannelSettings } from '../../../api/channels/contract.ts';
import type { Choices } from '../state/choices.ts';
import { settingsOf } from '../state/counts.ts';
import { api } from './api.ts';
import type { KeptChoices } from './kept-choices.ts';
import type { Model } from './model.ts';
import { sendFile } from './send-file.ts';

/** How often the page looks whether something that lasts until a time has ended. */
const LOOK_MS = 1_000;

/** What the user wants: of a channel, which the server keeps, and for themselves on this workstation. */
export function createWanting(
  { state, dispatch, onChange }: Model,
  kept: KeptChoices,
  sayAway: (isAway: boolean) => void,
) {
  let isIdle = false;
  const tellAway = () => sayAway(isIdle || (state.value?.choices.isAway ?? false));
  onChange(tellAway);
  setInterval(() => dispatch({ type: 'time', now: new Date() }), LOOK_MS);
  /**
   * Changes what the user says of themselves to others.
   *
   * @throws Refused
   */
  async function changeOwn(change: Parameters<typeof api.changeOwnUser>[0]): Promise<void> {
    const data = await api.changeOwnUser(change);
    dispatch({ type: 'event', event: { event: 'user.updated', data }, id: undefined });
  }
  return {
    /**
     * Shown at once, and as it was where the server refuses it.
     *
     * @throws Refused
     */
    async changeSettings(channelId: string, change: Partial<ChannelSettings>): Promise<void> {
      const channel = state.value?.channels.get(channelId);
      if (channel === undefined) return;
      const before = settingsOf(channel);
      dispatch({ type: 'settings', channelId, settings: { ...before, ...change } });
      try {
        const settings = await api.changeSettings(channelId, change);
        dispatch({ type: 'settings', channelId, settings });
      } catch (error) {
        dispatch({ type: 'settings', channelId, settings: before });
        throw error;
      }
    },
    changeOwn,
    /**
     * Gives the user another picture. The one before goes by itself, in a day.
     *
     * @throws Refused, also where it is no longer wanted
     */
    async changePicture(picture: Blob, unwanted: AbortSignal): Promise<void> {
      const { id } = await sendFile('avatar.jpg', picture, () => undefined, unwanted);
      if (!unwanted.aborted) await changeOwn({ avatarId: id });
    },
    /** In Electron: nobody uses the machine. */
    setIdle(idle: boolean): void {
      isIdle = idle;
      tellAway();
    },
    choose: (choices: Partial<Choices>) => dispatch({ type: 'chosen', choices }),
    /** Another window of this browser may have chosen otherwise. */
    heedOtherWindows(): void {
      const now = state.value;
      if (now === undefined) return;
      const choices = kept.read(now.me.id);
      if (JSON.stringify(choices) !== JSON.stringify(now.choices))
        dispatch({ type: 'chosen', choices });
    },
  };
}
