//! `milepost-wasm-pack MODULE.wasm OUT`: writes the JavaScript around a module, for browsers, bundlers and Node alike.

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [module, out, name] = args.as_slice() else {
        eprintln!("usage: milepost-wasm-pack MODULE.wasm OUT NAME");
        return ExitCode::from(2);
    };
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    let made = bindgen
        .input_path(module)
        .out_name(name)
        .web(true)
        .and_then(|b| b.typescript(false).reset_state_function(true).omit_default_module_path(false).generate(out));
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
