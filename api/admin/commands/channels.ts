import { z } from 'zod';
import { channelSchema } from '../../channels/contract.ts';
import { findAnyChannels, listEveryChannel } from '../../channels/every-channel.ts';
import { everyMessage } from '../../messages/every-message.ts';
import { Refusal } from '../refusal.ts';
import { defineCommand } from './command.ts';

export const listAllChannels = defineCommand({
  name: 'channel-list',
  input: z.object({}),
  result: z.array(
    channelSchema.extend({
      messages: z.int(),
      members: z.array(z.string()),
      deletedAt: z.iso.datetime().nullable(),
    }),
  ),
  run: ({ database: { db } }) => listEveryChannel(db),
});

/** Writes a line of JSON for each message, in the order of `seq`. Resolves to their number. */
export const exportChannel = defineCommand({
  name: 'channel-export',
  input: z.object({ channel: z.string() }),
  result: z.int(),
  async run({ database: { db } }, { channel }, write) {
    const [found, another] = await findAnyChannels(db, channel);
    if (found === undefined) {
      throw new Refusal(`no channel has the name or id ${channel}; see "channel list"`);
    }
    if (another !== undefined) {
      throw new Refusal(`several channels are called ${channel}; give the id, from "channel list"`);
    }
    let count = 0;
    for await (const message of everyMessage(db, found.id)) {
      await write(JSON.stringify(message));
      count += 1;
    }
    return count;
  },
});
