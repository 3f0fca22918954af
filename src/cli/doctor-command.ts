import { Command } from 'commander';
import { objectName } from './arguments';
import { ClusterUnreachable, DoctorOptions, collect } from './doctor/collect';
import { exitCodeOf, diagnose } from './doctor/diagnose';
import { reportJson, reportText } from './doctor/report';
import { RunProgram, runProgram } from './programs';

interface Options extends Omit<DoctorOptions, 'noAws'> {
  readonly aws: boolean;
  readonly json?: boolean;
}

/**
 * Inspects a cluster and the file systems behind its volumes, read-only, and prints the sections of the troubleshooting
 * page that apply.
 */
export function doctorCommand(
  out: (text: string) => void, exitWith: (status: number) => void, program: RunProgram = runProgram,
): Command {
  const command = new Command('doctor')
    .summary('diagnose the claims of a cluster, read-only')
    .description(
      'Inspects the claims of a cluster and their file systems, read-only, and prints problems with their fixes.',
    )
    .option('--context <name>', 'kubectl context (default: the current context)', objectName)
    .option('--namespace <name>', 'namespace of the claims (default: all namespaces)', objectName)
    .option('--claim <name>', 'inspect one claim only, in --namespace or in the namespace default', objectName)
    .option('--region <name>', 'AWS Region (default: that of the context or of the nodes)', objectName)
    .option(
      '--cluster <name>', 'EKS cluster name (default: that of a context of aws eks update-kubeconfig)', objectName,
    )
    .option('--no-aws', 'inspect Kubernetes only')
    .option('--json', 'print JSON');
  return command.action(async ({ aws, json, ...options }: Options) => {
    const namespace = options.namespace ?? (options.claim === undefined ? undefined : 'default');
    try {
      const report = diagnose(await collect(program, { ...options, namespace, noAws: !aws }, Date.now()));
      out(json ? `${reportJson(report)}\n` : reportText(report));
      exitWith(exitCodeOf(report));
    } catch (error) {
      if (error instanceof ClusterUnreachable) {
        command.error(`error: ${error.message}`);
      }
      throw error;
    }
  });
}
