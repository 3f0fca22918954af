import { writeFileSync } from 'fs';
import { join } from 'path';
import { IDeployAssert, IntegTestCase } from '@aws-cdk/integ-tests-alpha';
import { App, Stack, attachCustomSynthesis, cloud_assembly_schema as schema } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** The context that chooses the step that an app describes. */
const CONTEXT = 'integ-step';

export interface StepProps {
  /** What is deployed; whatever these stacks depend on comes before. */
  readonly stacks: Stack[];
  /**
   * Deploys these stacks alone, without those that they depend on.
   *
   * Needed where a step removes the last reference to another stack: CloudFormation refuses to remove an export that is still in use.
   */
  readonly exclusively?: boolean;
}

/**
 * An app that is deployed several times, with an edit between.
 *
 * integ-runner runs the test cases of an app in the order of its manifest and synthesizes the app anew for each, with the context of the test case. IntegTest has one test case
 * for its stacks, so the test cases are defined here, and written to the manifest that the runner reads. The stacks are destroyed after the last step, also when a step fails.
 */
export class Steps<Name extends string> extends Construct {
  /** The step that the app describes in this synthesis. */
  public readonly current: Name;

  private readonly cases: IntegTestCase[] = [];

  constructor(app: App, id: string, private readonly names: readonly Name[]) {
    super(app, id);
    this.current = app.node.tryGetContext(CONTEXT) ?? names[0];
    attachCustomSynthesis(this, {
      onSynthesize: ({ assembly }) => {
        const manifest: schema.IntegManifest = {
          version: schema.Manifest.version(),
          testCases: Object.assign({}, ...this.cases.map(({ manifest: { testCases } }) => testCases)),
        };
        writeFileSync(join(assembly.outdir, 'integ.json'), JSON.stringify(manifest, undefined, 2));
      },
    });
  }

  /** Defines what is deployed in a step, in the order of the names; the assertions run after it. */
  public add(name: Name, { stacks, exclusively = false }: StepProps): IDeployAssert {
    const context = { [CONTEXT]: name };
    const step = new IntegTestCase(this, name, {
      stacks,
      stackUpdateWorkflow: false,
      cdkCommandOptions: {
        deploy: { args: { context, exclusively } },
        destroy: { enabled: name === this.names[this.names.length - 1], args: { context } },
      },
    });
    this.cases.push(step);
    return step.assertions;
  }
}
