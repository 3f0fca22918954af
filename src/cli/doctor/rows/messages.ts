import { ourClaims } from '../collect';
import { Facts, KubernetesObject } from '../facts';
import { Finding, Row, Section, row } from '../row';
import { LUSTRE, claimName, driverOf, eventsOf, messageOf, nameOf, oneLine } from '../shapes';

/** A text that somebody wrote into an event or a log, and what it means. */
export interface Message {
  readonly id: string;
  readonly text: RegExp;
  /** @default - any of the two drivers */
  readonly driver?: string;
  /** @default 'problem' */
  readonly severity?: Row['severity'];
  /** @default - that of the list */
  readonly answers?: Section;
  readonly cause: string;
  readonly todo: string;
}

/** Lines of a log that are worth a look. */
const COMPLAINT = /^E\d|error|fail/i;

/** An object, the drivers of its storage, and what was said of it. */
interface Said {
  readonly object: KubernetesObject;
  readonly drivers: readonly string[];
  readonly said: readonly string[];
}

type ClaimFacts = Pick<Facts, 'claims' | 'volumes' | 'classes' | 'claimEvents'>;
type PodFacts = Pick<Facts, 'pods' | 'claims' | 'volumes' | 'classes' | 'podEvents' | 'nodeLogs'>;

/** What Kubernetes and the driver said of claims that are still Pending. */
export function saidOfPendingClaims(facts: ClaimFacts): Said[] {
  return ourClaims(facts).filter(({ status }) => status?.phase === 'Pending').map(claim => {
    const driver = driverOf(claim, facts.volumes, facts.classes);
    return { object: claim, drivers: driver === undefined ? [] : [driver], said: eventsOf(claim, facts.claimEvents).map(messageOf) };
  });
}

/** What was said of pods that wait for a volume of ours: by the kubelet, and by the driver on the same node. */
export function saidOfWaitingPods(facts: PodFacts): Said[] {
  return facts.pods.filter(({ status }) => status?.phase === 'Pending').map(pod => {
    const names: string[] = (pod.spec.volumes ?? []).flatMap((volume: any) => volume.persistentVolumeClaim?.claimName ?? []);
    const drivers = ourClaims(facts).filter(({ metadata }) => metadata.namespace === pod.metadata.namespace && names.includes(metadata.name))
      .flatMap(claim => driverOf(claim, facts.volumes, facts.classes) ?? []);
    const events = eventsOf(pod, facts.podEvents).map(messageOf);
    const logs = drivers.includes(LUSTRE) && events.length > 0 ? facts.nodeLogs.filter(({ node }) => node === pod.spec.nodeName) : [];
    return { object: pod, drivers, said: [...events, ...logs.flatMap(({ text }) => text.split('\n').filter(line => COMPLAINT.test(line)))] };
  }).filter(({ drivers }) => drivers.length > 0);
}

/** Messages become rows. */
export function claimRows(messages: readonly Message[], usual: Section): Row[] {
  return messages.map(message => row({
    ...rest(message, usual),
    reads: ['claims', 'volumes', 'classes', 'claimEvents'],
    find: facts => saidOfPendingClaims(facts).filter(({ drivers }) => fits(message, drivers))
      .flatMap(({ object, said }) => latest(claimName(object), message.text, said)),
  }));
}

export function podRows(messages: readonly Message[], usual: Section): Row[] {
  return messages.map(message => row({
    ...rest(message, usual),
    reads: ['pods', 'claims', 'volumes', 'classes', 'podEvents', 'nodeLogs'],
    find: facts => saidOfWaitingPods(facts).filter(({ drivers }) => fits(message, drivers))
      .flatMap(({ object, said }) => latest(`pod ${nameOf(object)}`, message.text, said)),
  }));
}

function rest({ id, severity = 'problem', answers, cause, todo }: Message, usual: Section) {
  return { id, severity, answers: answers ?? usual, cause, todo };
}

function fits({ driver }: Message, drivers: readonly string[]): boolean {
  return driver === undefined || drivers.includes(driver);
}

function latest(subject: string, text: RegExp, said: readonly string[]): Finding[] {
  const seen = said.filter(one => text.test(one)).at(-1);
  return seen === undefined ? [] : [{ subject, seen: oneLine(seen) }];
}

