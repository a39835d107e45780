.PHONY: run test bench lint translations screenshots clean

run: ## Start Odoo with the module, demo data and a shop that is ready to open
	@dev/run

test: ## Install what the tests need and run all of them
	@dev/test

bench: ## Measure the ledger and print one table
	@bench/run

lint: ## Check the code with all linters
	@dev/lint

translations: ## Write the translation template and merge it into the languages
	@dev/translations

screenshots: ## Take the pictures of the documents anew, in English and French
	@dev/screenshots

clean: ## Remove this checkout's databases and logs
	@dev/clean
