import { bareNodeJoined, bareNodeSingle } from './systems/bare-node.ts';
import { nchan, nchanOneWorker } from './systems/nchan.ts';
import { nginxFiles } from './systems/nginx-files.ts';
import { socketIoMemory, socketIoPostgresql } from './systems/socket-io.ts';
import { staticPage } from './systems/static-page.ts';
import { workspace, workspaceEmbedded, workspaceTwoNodes } from './systems/workspace.ts';
import { conversation } from './workloads/conversation.ts';
import { deliveries } from './workloads/deliveries.ts';
import { durable } from './workloads/durable.ts';
import { files } from './workloads/files.ts';
import { latency } from './workloads/latency.ts';
import { memory } from './workloads/memory.ts';
import { morning } from './workloads/morning.ts';
import { page } from './workloads/page.ts';
import { resume } from './workloads/resume.ts';
import { search } from './workloads/search.ts';
import { signIns } from './workloads/sign-ins.ts';
import { startUp } from './workloads/start-up.ts';
import type { Workload } from './workloads/workload.ts';

export interface Plan {
  rounds: number;
  workloads: readonly Workload[];
}

const some = [workspace, bareNodeSingle, bareNodeJoined, nchan, socketIoPostgresql];
const all = [...some, socketIoMemory];
const resuming = [workspace, nchan, socketIoPostgresql, socketIoMemory];
const nodes = [workspace, workspaceTwoNodes];
const pages = [workspace, staticPage];

/** What the README's figures are of: more than an hour. */
export function fullPlan(): Plan {
  const posters = [1, 16, 64];
  return {
    rounds: 5,
    workloads: [
      ...[100, 1_000, 5_000].map((subscribers) =>
        deliveries({
          systems: [...all, nchanOneWorker],
          subscribers,
          posters,
          ms: 3_000,
          warmUpMs: 4_000,
        }),
      ),
      latency({ systems: all, subscribers: 500, perSecond: 20, ms: 10_000, warmUpMs: 1_000 }),
      latency({ systems: all, subscribers: 1_000, perSecond: 50, ms: 10_000, warmUpMs: 1_000 }),
      durable({
        systems: [workspace, workspaceEmbedded, socketIoPostgresql],
        ms: 4_000,
        warmUpMs: 3_000,
      }),
      durable({
        systems: [workspace, socketIoPostgresql],
        ms: 4_000,
        warmUpMs: 3_000,
        slowerMs: 1,
      }),
      resume({ systems: resuming, subscribers: 500, messages: 1_000 }),
      memory({ systems: all, streams: 5_000 }),
      startUp({
        systems: [workspace, workspaceEmbedded, bareNodeSingle, nchan, socketIoPostgresql],
      }),
      signIns({ systems: [workspace, workspaceEmbedded], users: 200 }),
      conversation({ systems: [workspace, workspaceEmbedded], followers: 1_000, times: 200 }),
      files({ systems: [workspace, workspaceTwoNodes, nginxFiles], mebibytes: 100, times: 5 }),
      files({ systems: [workspace, workspaceTwoNodes, nginxFiles], mebibytes: 2_048, times: 1 }),
      search({ systems: [workspace], messages: 2_000_000, channels: 500, queries: 100 }),
      search({ systems: [workspaceEmbedded], messages: 100_000, channels: 500, queries: 100 }),
      ...[500, 1_000, 2_000, 2_500, 5_000].map((people) =>
        morning({ systems: [workspace], people, messages: 400_000, unread: 20_000 }),
      ),
      {
        ...deliveries({ systems: nodes, subscribers: 1_000, posters, ms: 3_000, warmUpMs: 4_000 }),
        name: 'two nodes: deliveries at saturation, 1000 subscribers',
      },
      {
        ...latency({
          systems: nodes,
          subscribers: 500,
          perSecond: 20,
          ms: 10_000,
          warmUpMs: 1_000,
        }),
        name: 'two nodes: latency from one to the other',
      },
      page({
        systems: pages,
        messages: 100_000,
        back: 20_000,
        wheelMs: 8_000,
        keys: 200,
        perSecond: 200,
      }),
    ],
  };
}

/** Two minutes: one round, and less of everything. */
export function quickPlan(): Plan {
  return {
    rounds: 1,
    workloads: [
      deliveries({
        systems: some,
        subscribers: 1_000,
        posters: [1, 16, 64],
        ms: 800,
        warmUpMs: 300,
      }),
      latency({ systems: some, subscribers: 500, perSecond: 20, ms: 2_500, warmUpMs: 300 }),
      durable({ systems: [workspace, workspaceEmbedded], ms: 1_500, warmUpMs: 500 }),
      resume({ systems: resuming, subscribers: 200, messages: 500 }),
      memory({ systems: some, streams: 1_000 }),
      startUp({ systems: [workspace, nchan] }),
      page({
        systems: pages,
        messages: 2_000,
        back: 1_000,
        wheelMs: 2_000,
        keys: 40,
        perSecond: 200,
      }),
    ],
  };
}
