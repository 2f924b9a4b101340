//! The commands a newcomer is told are the commands that are tried every day.

use crate::repository::{expect_none, read, root};

#[test]
fn the_two_commands_of_the_readme_are_those_of_the_daily_run() {
    let commands = readme_commands();
    assert_eq!(
        commands.len(),
        2,
        "the first block of README.md holds two commands, one that shows the program and one that tests it: {commands:?}"
    );
    let run = read(".ci/run");
    let steps: Vec<&str> = run.lines().map(str::trim).collect();
    let faults: Vec<String> = commands
        .into_iter()
        .filter(|command| !steps.iter().any(|step| step.trim_end_matches(" &").starts_with(command.as_str())))
        .collect();
    expect_none("README.md tells a command that .ci/run does not run word for word. Make them the same:", &faults);
}

#[test]
fn scripts_can_be_run() {
    use std::os::unix::fs::PermissionsExt;
    let scripts = std::fs::read_dir(root().join(".ci")).expect(".ci/ is there");
    let faults: Vec<String> = scripts
        .map(|script| script.expect(".ci/ can be read"))
        .filter(|script| {
            let metadata = script.metadata().expect("scripts are files");
            metadata.permissions().mode() & 0o111 == 0
        })
        .map(|script| script.file_name().to_string_lossy().into_owned())
        .collect();
    expect_none("These scripts of .ci/ cannot be run. `chmod +x` them:", &faults);
}

/// The lines of the first block of code in README.md, without comments.
fn readme_commands() -> Vec<String> {
    let readme = read("README.md");
    let block = readme.split("```").nth(1).expect("README.md has a block of commands");
    let lines = block.lines().skip(1).map(|line| line.split(" #").next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}
