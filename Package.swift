// swift-tools-version: 6.2
import PackageDescription

/// The language every target is written in; warnings become errors with `HAXVM_STRICT=1`, which CI sets.
let language: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (Context.environment["HAXVM_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// A room of the house: a library target that may import only the rooms named here, which lie below it. What is in each says
/// Sources/Applets/House.docc/House.md.
func room(_ name: String, _ below: String...) -> Target {
  .target(
    name: name, dependencies: below.map { .target(name: $0) }, swiftSettings: language)
}

/// The tests of one room; they mirror its folder and may look at its internals.
func tests(_ name: String, _ rooms: String..., exclude: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests",
    dependencies: ([name, "TestSupport"] + rooms).map { .target(name: $0) },
    exclude: exclude,
    swiftSettings: language)
}

let package = Package(
  name: "ha-xvm",
  targets: [
    .systemLibrary(name: "LinuxCalls"),
    room("Model"),
    room("Render", "Model"),
    room("Platform", "Model", "LinuxCalls"),
    room("Hypervisors", "Model", "Platform"),
    room("Frameworks", "Model", "Platform"),
    room("Agent", "Model", "Platform", "Hypervisors", "Frameworks"),
    room("GenericDataService", "Model", "Platform", "Frameworks"),
    room(
      "Applets", "Model", "Render", "Platform", "Hypervisors", "Frameworks", "Agent",
      "GenericDataService"),
    .executableTarget(
      name: "ha-xvm", dependencies: ["Applets", "Platform", "Model"],
      // Its entry is a function of its own, see Entry.swift, and not the lines of a script.
      swiftSettings: language + [.unsafeFlags(["-parse-as-library"])]),
    .target(
      name: "TestSupport", dependencies: ["Model", "Platform"], path: "Tests/Support",
      swiftSettings: language),
    tests("Model", "Platform"),
    tests("Platform", "Model"),
    tests("Render", "Model", "Platform", exclude: ["Golden"]),
    tests("Hypervisors", "Model", "Platform", exclude: ["Transcripts"]),
    tests("Frameworks", "Model", "Platform"),
    tests("Agent", "Model", "Platform", "Hypervisors", "Frameworks", exclude: ["Transcripts"]),
    tests("GenericDataService", "Model", "Platform", "Frameworks"),
    tests(
      "Applets", "Model", "Platform", "Render", "Hypervisors", "Frameworks", "Agent",
      "GenericDataService", "ha-xvm"),
  ],
  swiftLanguageModes: [.v6]
)

// The readers under libFuzzer, which brings its own `main`; Tests/fuzz/run builds them by themselves.
if Context.environment["HAXVM_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "Model", "Render", "Platform", "Hypervisors", "Frameworks", "Agent", "GenericDataService",
        "Applets",
      ],
      path: "Tests/fuzz", exclude: ["seeds", "dictionaries", "run"],
      swiftSettings: language + [.unsafeFlags(["-parse-as-library"])]))
}
