import { ourClaims } from '../collect';
import { Facts, KubernetesObject } from '../facts';
import { Finding, Row, Section, row } from '../row';
import { LUSTRE, claimName, driverOf, eventsOf, messageOf, nameOf, oneLine } from '../shapes';

/** A message in an event or a log, with its cause and fix. */
export interface Message {
  readonly id: string;
  readonly text: RegExp;
  /** @default - both drivers */
  readonly driver?: string;
  /** @default 'problem' */
  readonly severity?: Row['severity'];
  /** @default - the section of the list */
  readonly section?: Section;
  readonly cause: string;
  readonly fix: string;
}

/** Lines of a log that may contain the reason. */
const ERROR_LINE = /^E\d|error|fail/i;

/** An object, the drivers of its volumes, and the messages about it. */
interface Messages {
  readonly object: KubernetesObject;
  readonly drivers: readonly string[];
  readonly messages: readonly string[];
}

type ClaimFacts = Pick<Facts, 'claims' | 'volumes' | 'classes' | 'claimEvents'>;
type PodFacts = Pick<Facts, 'pods' | 'claims' | 'volumes' | 'classes' | 'podEvents' | 'nodeLogs'>;

/** Pending claims, with the messages of Kubernetes and the driver. */
export function messagesOfPendingClaims(facts: ClaimFacts): Messages[] {
  return ourClaims(facts).filter(({ status }) => status?.phase === 'Pending').map(claim => {
    const driver = driverOf(claim, facts.volumes, facts.classes);
    return {
      object: claim,
      drivers: driver === undefined ? [] : [driver],
      messages: eventsOf(claim, facts.claimEvents).map(messageOf),
    };
  });
}

/** Pods that wait for an FSx volume, with the messages of the kubelet and of the driver on the same node. */
export function messagesOfWaitingPods(facts: PodFacts): Messages[] {
  return facts.pods.filter(({ status }) => status?.phase === 'Pending').map(pod => {
    const names: string[] = (pod.spec.volumes ?? [])
      .flatMap((volume: any) => volume.persistentVolumeClaim?.claimName ?? []);
    const drivers = ourClaims(facts)
      .filter(({ metadata }) => metadata.namespace === pod.metadata.namespace && names.includes(metadata.name))
      .flatMap(claim => driverOf(claim, facts.volumes, facts.classes) ?? []);
    const events = eventsOf(pod, facts.podEvents).map(messageOf);
    const logs = drivers.includes(LUSTRE) && events.length > 0
      ? facts.nodeLogs.filter(({ node }) => node === pod.spec.nodeName)
      : [];
    return {
      object: pod, drivers,
      messages: [...events, ...logs.flatMap(({ text }) => text.split('\n').filter(line => ERROR_LINE.test(line)))],
    };
  }).filter(({ drivers }) => drivers.length > 0);
}

export function claimRows(messages: readonly Message[], usual: Section): Row[] {
  return messages.map(message => row({
    ...rest(message, usual),
    reads: ['claims', 'volumes', 'classes', 'claimEvents'],
    find: facts => messagesOfPendingClaims(facts).filter(({ drivers }) => fits(message, drivers))
      .flatMap(one => latest(claimName(one.object), message.text, one.messages)),
  }));
}

export function podRows(messages: readonly Message[], usual: Section): Row[] {
  return messages.map(message => row({
    ...rest(message, usual),
    reads: ['pods', 'claims', 'volumes', 'classes', 'podEvents', 'nodeLogs'],
    find: facts => messagesOfWaitingPods(facts).filter(({ drivers }) => fits(message, drivers))
      .flatMap(one => latest(`pod ${nameOf(one.object)}`, message.text, one.messages)),
  }));
}

function rest({ id, severity = 'problem', section, cause, fix }: Message, usual: Section) {
  return { id, severity, section: section ?? usual, cause, fix };
}

function fits({ driver }: Message, drivers: readonly string[]): boolean {
  return driver === undefined || drivers.includes(driver);
}

function latest(subject: string, text: RegExp, messages: readonly string[]): Finding[] {
  const seen = messages.filter(one => text.test(one)).at(-1);
  return seen === undefined ? [] : [{ subject, seen: oneLine(seen) }];
}

