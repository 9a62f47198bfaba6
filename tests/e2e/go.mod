module infrastructure-template/tests/e2e

go 1.26
