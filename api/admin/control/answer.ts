import { z } from 'zod';

/** The lines of JSON in which a running server answers a command: any number of output, one end. */
export const answerLineSchema = z.union([
  z.strictObject({ line: z.string() }),
  z.strictObject({ result: z.unknown() }),
  z.strictObject({ refusal: z.string() }),
]);
export type AnswerLine = z.output<typeof answerLineSchema>;
