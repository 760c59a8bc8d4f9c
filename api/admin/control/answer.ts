import { z } from 'zod';

/** A line of JSON in the answer to a command: lines of output, then one result or refusal. */
export const answerLineSchema = z.union([
  z.strictObject({ line: z.string() }),
  z.strictObject({ result: z.unknown() }),
  z.strictObject({ refusal: z.string() }),
]);
export type AnswerLine = z.output<typeof answerLineSchema>;
