package com.example.training;

import software.amazon.awscdk.App;

/** The storage of a training on Amazon EKS: see README.md for how to run it. */
public final class TrainingApp {
  private TrainingApp() {}

  public static void main(final String[] args) {
    final App app = new App();
    final PlatformStack platform = new PlatformStack(app, "Platform");
    new StorageStack(app, "TrainingStorage", platform.getCluster(), platform.getTrainingSubnet());
    app.synth();
  }
}
