module parley.dev/examples/go

go 1.23

require parley.dev/clients/go v0.0.0

replace parley.dev/clients/go => ../../target/clients/go
