import { Command, CommandError, JSON_OPTION } from './command';
import { collect } from './doctor/collect';
import { exitCodeOf, diagnose } from './doctor/diagnose';
import { reportJson, reportText } from './doctor/report';
import { askProgram } from './programs';

/** Looks at a cluster and at what is behind its volumes, changes nothing, and answers with the troubleshooting page. */
export const doctorCommand: Command = {
  name: 'doctor',
  does: 'looks at the claims of a cluster and at FSx, only reading, and says what is wrong and what to do',
  options: [
    { name: 'context', type: 'string', value: 'NAME', does: 'the context of kubectl; else the current one' },
    { name: 'namespace', type: 'string', value: 'NAME', does: 'where the claims are; else all namespaces' },
    { name: 'claim', type: 'string', value: 'NAME', does: 'one claim; without --namespace in default' },
    { name: 'region', type: 'string', value: 'NAME', does: 'where FSx is asked; else that of the context or of the nodes' },
    { name: 'cluster', type: 'string', value: 'NAME', does: 'the name of the EKS cluster; else that of a context of aws eks update-kubeconfig' },
    { name: 'no-aws', type: 'boolean', does: 'ask Kubernetes only' },
    JSON_OPTION,
  ],
  run: async ({ 'context': context, 'namespace': namespace, 'claim': claim, 'region': region, 'cluster': cluster, 'no-aws': noAws, json }, out) => {
    for (const [option, value] of Object.entries({ context, namespace, claim, region, cluster })) {
      if (value !== undefined && !/^[A-Za-z0-9]/.test(value)) {
        // kubectl and aws would take it for an option of theirs
        throw new CommandError(`--${option} '${value}': names begin with a letter or digit.`);
      }
    }
    const where = { context, claim, namespace: namespace ?? (claim === undefined ? undefined : 'default') };
    const report = diagnose(await collect(askProgram, { ...where, region, cluster, noAws }, Date.now()));
    out(json ? `${reportJson(report)}\n` : reportText(report));
    return exitCodeOf(report);
  },
};
